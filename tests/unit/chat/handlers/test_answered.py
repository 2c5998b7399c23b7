"""Which message of ours answers which question."""

from bot.chat.handlers.answered import MOST_ANSWERS, AnsweredQuestions, Given


def test_a_question_finds_its_answer_and_an_answer_its_question_until_the_chat_is_forgotten() -> None:
    answered = AnsweredQuestions()
    answered.note(5, 1, Given("When?", 2))
    answered.note(6, 1, Given("Who?", 2))
    assert answered.find(5, 1) == Given("When?", 2)
    assert answered.find_question(5, 2) == 1
    answered.forget(5)
    assert answered.find(5, 1) is None
    assert answered.find_question(5, 2) is None
    assert answered.find(6, 1) == Given("Who?", 2)


def test_a_question_that_was_changed_keeps_its_answer() -> None:
    answered = AnsweredQuestions()
    answered.note(5, 1, Given("When?", 2))
    answered.note(5, 1, Given("Where?", 2))
    assert answered.find(5, 1) == Given("Where?", 2)
    assert answered.find_question(5, 2) == 1


def test_the_oldest_go() -> None:
    answered = AnsweredQuestions()
    for number in range(MOST_ANSWERS + 1):
        answered.note(5, 2 * number, Given("When?", 2 * number + 1))
    assert answered.find(5, 0) is None
    assert answered.find_question(5, 1) is None
    assert answered.find(5, 2) is not None
