"""Each field of a noun as a profile shows it, by what it holds."""

import functools
import operator
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, structs

from omelog.model.report import Bundle, Change, Pair
from omelog.pages import pair_path
from omelog.redact.fields import FIELDS, Holds
from omelog.redact.known import TEXT_REMOVED
from omelog.redact.names import given
from omelog.redact.paths import file_name, paths_shown, relative, shown_path
from omelog.redact.words import compiled

if TYPE_CHECKING:
    from omelog.redact.text import TextView

Noun = TypeVar("Noun", bound=Struct)
# Time and thread are what equal records differ in: without them a storm is few texts.
_HEADER = (
    r"(?P<start>\[ *[A-Z]+ *\][ \xa0]+\d{4}-\d\d-\d\d[ T\xa0]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?[ \xa0]+\[)"
    r"(?P<thread>[^\n]*?)"
    r"(?P<end>\][ \xa0]+)(?P<logger>[A-Za-z_$][\w$.]*)(?P<dash>[ \xa0]+-(?=[ \xa0\n]|\Z))"
)
_THREAD = (
    r"(?i)(?>(?:(?:ajp|https?|nio2?|bio|apr|jsse|openssl|exec|pool|thread|main|scheduler|worker|task|timer)(?![A-Za-z])"
    r"|[0-9:.]|address-\w+|[-\s#])*)"
)
_QUOTED = r"'[^'\n]*'|\"[^\"\n]*\""


@functools.cache
def _our_word() -> re.Pattern[str]:
    """Compile the pattern of words of ours, numbers, times, limits, and names that were given."""
    return re.compile(
        rf"\W*+(?:[A-Za-z]+(?:['-][A-Za-z]+)*|[0-9][0-9.,:%T-]*[A-Za-z]{{0,3}}|--limit|[a-z_]+=(?:[0-9]+|VALUE)"
        rf"|tomcat/application\.log|{given().pattern}|\[?(?:text|password|token) removed\]?)?\W*+"
    )


class Show:
    """Shows nouns: `names` and `cases` are what names of bundles and case numbers have become in the whole report.

    `ids` are the names and ids that the bundles of the report have become, by the ids that they had.
    """

    def __init__(
        self,
        view: "TextView",
        names: dict[str, str],
        cases: dict[str, str],
        ids: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        self._view = view
        self._names = names
        self._ids = ids or {}
        self._cases = cases
        self._strict = view.profile == "strict"
        self._texts: dict[str, str] = {}
        self._sentences: dict[str, str] = {}

    def noun(self, noun: Noun) -> Noun:
        """Show every field of a noun, and of the nouns in it."""
        shown = {}
        for name, how in _TO_SHOW[type(noun)]:
            value = getattr(noun, name)
            if value is not None and (part := self._value(how, value)) is not value:
                shown[name] = part
        made = structs.replace(noun, **shown) if shown else noun
        if isinstance(noun, Bundle):
            return structs.replace(made, **self._of_bundle(noun))
        if isinstance(noun, Pair):
            return structs.replace(made, **self._of_pair(noun))
        if isinstance(noun, Change):
            name, identity = self._named(noun.id, noun.bundle)
            return structs.replace(made, bundle=name, id=identity)
        return made

    def _value(self, how: "_How", value: Any) -> Any:  # noqa: ANN401 - a field: text, nouns, or several of them
        if not isinstance(value, list):
            return how(self, value)
        parts = [how(self, part) for part in value]
        return value if all(map(operator.is_, parts, value)) else parts

    def record(self, text: str) -> str:
        """Show a record: of its header all but the thread."""
        header = compiled(_HEADER).match(text)
        if header is None:
            return self.text(text)
        logger = self.word(header["logger"])
        thread = self.thread(header["thread"])
        return f"{header['start']}{thread}{header['end']}{logger}{header['dash']}{self.text(text[header.end() :])}"

    def text(self, text: str) -> str:
        """Show text of a log."""
        if not self._strict:
            return self._view.shown(text)
        if text not in self._texts:
            view = self._view
            self._texts[text] = text if view.known.holds(text) else view.known.only(view.shown_bare(text))
        return self._texts[text]

    def word(self, text: str) -> str:
        """Show an identifier; in the strictest profile only a name of the catalogue, without its package."""
        shown = self._view.shown(text)
        if not self._strict or text in self._view.known.names:
            return shown
        last = text.rpartition(".")[2]
        return last if last in self._view.known.names else TEXT_REMOVED

    def thread(self, text: str) -> str:
        """Show the name of a thread."""
        shown = self._view.shown(text)
        return TEXT_REMOVED if self._strict and not compiled(_THREAD).fullmatch(shown) else shown

    def sentence(self, text: str) -> str:
        """Show words of ours."""
        if text not in self._sentences:
            self._sentences[text] = text if self._view.known.holds(text) else self._sentence(text)
        return self._sentences[text]

    def path(self, text: str) -> str:
        """Show where something stands in a bundle."""
        return shown_path(text, self._view)

    def _sentence(self, text: str) -> str:
        shown = paths_shown(self._view.shown(text), self._view)
        if not self._strict:
            return shown
        words = re.split(
            r"(\s+)", compiled(_QUOTED).sub(f"'{TEXT_REMOVED}'", shown).replace(TEXT_REMOVED, "[text\0removed]")
        )
        kept = [word if _our_word().fullmatch(word.replace("\0", " ")) else TEXT_REMOVED for word in words]
        return "".join(kept).replace("\0", " ")

    # ---- names of bundles, and what hangs on them

    def _of_bundle(self, bundle: Bundle) -> dict[str, str | None]:
        name = self.name(bundle.name)
        return {"name": name, "source": self._source(bundle, name)}

    def _of_pair(self, pair: Pair) -> dict[str, str | None]:
        source, target = self._named(pair.source_id, pair.source), self._named(pair.target_id, pair.target)
        return {
            "source": source[0],
            "target": target[0],
            "source_id": source[1],
            "target_id": target[1],
            "page": None if pair.page is None else pair_path(source, target),
        }

    def _named(self, identity: str, name: str) -> tuple[str, str]:
        """Show the name and the id of a bundle that is named outside of itself."""
        return self._ids[identity] if identity in self._ids else (self.name(name), "")

    def name(self, name: str) -> str:
        """Show the name of a bundle: of its source as in the whole report, and behind it where in that it lies."""
        if name in self._names:
            return self._names[name]
        given = max((given for given in self._names if name.startswith(f"{given}/")), key=len, default=None)
        if given is None:
            return shown_name(name, self._view)
        return self._names[given] + shown_path(name[len(given) :], self._view)

    def _source(self, bundle: Bundle, name: str) -> str:
        if not self._view.goes:
            return self._view.shown(bundle.source)
        source, of_name = file_name(bundle.source), file_name(bundle.name)
        if of_name == source:
            return name
        if of_name.startswith(f"{source}/"):
            return name.rsplit("/", of_name.count("/") - source.count("/"))[0]
        return shown_name(bundle.source, self._view)

    def case(self, case: str | None) -> str | None:
        """Show a case number."""
        if case is None or "case" not in self._view.goes:
            return case and self._view.shown(case)
        return self._cases.get(case) or self._view.names.of("case", case)


def pieces(holds: Holds, text: str) -> tuple[str, ...]:
    """Return the parts of a text that are shown each by itself: of a record thread, logger, and what stands behind."""
    header = compiled(_HEADER).match(text) if holds is Holds.RECORD else None
    return (text,) if header is None else (header["thread"], header["logger"], text[header.end() :])


def shown_name(name: str, view: "TextView") -> str:
    """Show the name of a bundle: that of its file, redacted; where names of files stay, with the folders above it."""
    if "bundle" in view.goes:
        return shown_path(file_name(name), view, "bundle")
    return view.shown(relative(name) if view.goes else name)


_How = Callable[[Show, Any], Any]
_SHOWN: dict[Holds, _How] = {
    Holds.PARTS: Show.noun,
    Holds.RECORD: Show.record,
    Holds.TEXT: Show.text,
    Holds.WORD: Show.word,
    Holds.THREAD: Show.thread,
    Holds.SENTENCE: Show.sentence,
    Holds.PATH: Show.path,
    Holds.CASE: Show.case,
}
_TO_SHOW = {
    noun: [(name, _SHOWN[holds]) for name, holds in fields.items() if holds in _SHOWN]
    for noun, fields in FIELDS.items()
}
