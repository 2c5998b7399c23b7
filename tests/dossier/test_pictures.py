"""The pictures of the real dossier keep to what pictures of the small one keep to."""

from tests.unit.rendering.test_pictures import (
    test_a_chapter_is_one_picture_of_what_most_rests_on_in_order,
    test_a_correction_shows_old_and_new_wording_day_and_reason_the_newest_first,
    test_a_marker_is_as_full_as_the_answer_and_the_word_for_it_stands_below,
    test_both_parties_have_as_many_people_in_the_picture_and_courts_a_page_of_their_own,
    test_both_sides_have_a_column_each_and_about_as_many_words_in_both_languages,
    test_every_text_can_be_read_on_a_phone_and_none_lies_on_another_or_outside,
    test_every_turn_of_every_measure_is_in_the_timeline_once_oldest_first,
    test_the_board_has_every_measure_once_with_its_state_day_and_court,
    test_the_caption_says_in_words_what_the_picture_shows,
    test_the_family_has_every_letter,
    test_what_was_said_stands_with_the_reply_of_the_other_party_and_words_never_without_their_sentence,
)

__all__ = [
    "test_a_chapter_is_one_picture_of_what_most_rests_on_in_order",
    "test_a_correction_shows_old_and_new_wording_day_and_reason_the_newest_first",
    "test_a_marker_is_as_full_as_the_answer_and_the_word_for_it_stands_below",
    "test_both_parties_have_as_many_people_in_the_picture_and_courts_a_page_of_their_own",
    "test_both_sides_have_a_column_each_and_about_as_many_words_in_both_languages",
    "test_every_text_can_be_read_on_a_phone_and_none_lies_on_another_or_outside",
    "test_every_turn_of_every_measure_is_in_the_timeline_once_oldest_first",
    "test_the_board_has_every_measure_once_with_its_state_day_and_court",
    "test_the_caption_says_in_words_what_the_picture_shows",
    "test_the_family_has_every_letter",
    "test_what_was_said_stands_with_the_reply_of_the_other_party_and_words_never_without_their_sentence",
]
