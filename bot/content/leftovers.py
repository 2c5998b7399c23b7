"""Files that nobody wrote: what operating systems, editors and sync clients leave in a folder, for some time or for good."""

import re

# Windows and macOS; vim's probe (4913) and swap files; sed -i; safe saves of macOS and JetBrains; LibreOffice; Dropbox,
# Syncthing, OneDrive and Nextcloud while they copy.
_LEFTOVER = re.compile(
    r"""
    \.. .* | \# .* | .* ~ | ~\$ .*
    | .* \. (?: swp | swo | swx | tmp | temp | part | partial | crdownload | bak | orig | rej | lock )
    | Thumbs\.db | ehthumbs\.db | desktop\.ini | Icon\r? | __MACOSX
    | 4913 | sed[A-Za-z0-9]{6}
    | .* \. sb-[0-9a-f]{8}-[A-Za-z0-9]{6}
    | .* ___jb_(?: tmp | old | bak )___
    | \.?\~?syncthing~ .* | .* \.(?: ~lock | lnk | url | webloc )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_leftover(name: str) -> bool:
    """Whether a file or folder of this name is none of an editor's. A copy of a file with its records is one."""
    return _LEFTOVER.fullmatch(name) is not None
