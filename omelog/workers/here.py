"""Questions answered in this process: where there is one, or where no other process can be had."""

from collections.abc import Callable, Generator

from omelog.workers.worker import Answer, Lost, Question, Questions, Task, Work


def answers(
    questions: Questions[Question],
    task: Task[Work, Question, Answer],
    work: Work,
    *,
    stopped: Callable[[], bool],
) -> Generator[tuple[int, Answer | Lost]]:
    """Yield the place of each question with each of its answers; end early once `stopped` says so.

    There is no limit of time, and a question for which there is not memory enough is lost.
    """
    for place in range(len(questions)):
        if stopped():
            return
        try:
            for answer in task(work, questions[place]):
                yield place, answer
        except MemoryError:
            yield place, Lost("memory", "there was not enough memory")
