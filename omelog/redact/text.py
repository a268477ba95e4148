"""One text with the names in it replaced, the same name by the same word wherever it stands in a bundle."""

import re
from typing import NamedTuple

from omelog.redact import addresses, distinguished, tags, values
from omelog.redact.escapes import marked, unmarked
from omelog.redact.hosts import DOTTED, host_in
from omelog.redact.known import Known
from omelog.redact.later import later
from omelog.redact.names import GIVEN, Names
from omelog.redact.profiles import GOES, Kind, Profile
from omelog.redact.secrets import without_secrets
from omelog.redact.tokens import without_tokens
from omelog.redact.words import is_plain

# What names are made of, cut where a JSON string or a URL writes another character.
_TOKEN = later(
    r"(?<!\\)\\++(?:u[0-9a-fA-F]{4}|[nrtbf\"'/])|%(?!40)[0-9A-Fa-f]{2}|(?P<token>(?:[\w.:@+-]|%(?:40|(?![0-9A-Fa-f]{2})))++)"
)
_ID = later(
    r"(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
    r"|(?:[0-9A-Fa-f]{2}:){15,63}[0-9A-Fa-f]{2}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})(?![0-9A-Za-z]|:[0-9A-Fa-f])"
)
_AT = later(r"@|%40")
_ANNOTATION = later(r"@(?:odata|Message|Redfish)\.", re.IGNORECASE)
_OBJECT = later(r"[0-9a-f]{1,8}")  # SSLController@1a2b: its hash
_CAMEL = later(r"[a-z$][A-Z]|\.[A-Z][a-z]")
_MAIL_DOMAIN = later(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d][\w-]+")
_PARTS = later(r"[-_.]")
_MOST_PARTS = 6


class _Name(NamedTuple):
    """A name that was told by what stands before it, and now is known wherever it stands."""

    kind: Kind
    original: str
    same: str


class TextView:
    """Texts of one bundle as a profile shows them. `learn` all of them before the first is `shown`."""

    def __init__(self, profile: Profile, names: Names, known: Known) -> None:
        self.profile = profile
        self.names = names
        self.known = known
        self.goes = GOES[profile]
        self._learned: dict[str, _Name] = {}
        self._shown: dict[str, str] = {}

    def learn(self, text: str) -> None:
        """Note the names that the text tells, so that they are known where nothing tells them."""
        if self.goes:
            self.names.avoid(text)
        if self.goes and not self.known.holds(text):
            values.qualified(text, self._learn_value)
            text = marked(text)
            values.replaced(text, self.goes, self._learn_value)
            self._learn_tags(text)
            if "host" in self.goes:
                distinguished.replaced(text, self._learn_common_name)
                for match in _TOKEN.finditer(text) if "." in text else ():
                    self._learn_hosts(match["token"] or "")

    def tell(self, kind: Kind, name: str) -> None:
        """Note a name that is known from elsewhere."""
        if kind in self.goes and not is_plain(name.casefold()):
            self._learned[name.casefold()] = _Name(kind, name, name.casefold())

    def shown(self, text: str) -> str:
        """Return the text without what the profile leaves out."""
        if text not in self._shown:
            self._shown[text] = text if self.known.holds(text) else self._replaced(text)
        return self._shown[text]

    def shown_bare(self, text: str) -> str:
        """Return the text without secrets and tokens alone, where whatever else is in it goes too."""
        return unmarked(without_tokens(marked(without_secrets(text))))

    def _replaced(self, text: str) -> str:
        text = without_secrets(text)
        if self.goes:
            text = marked(values.qualified(text, self._value))
            text = distinguished.replaced(without_tokens(text), self._distinguished)
            text = unmarked(_TOKEN.sub(self._token, values.replaced(text, self.goes, self._value)))
        return text

    # ---- learning

    def _learn_value(self, value: values.Value) -> None:
        if value.kind in self.goes and not GIVEN.fullmatch(value.text) and not self.known.holds(value.text):
            name = self._of_value(value)
            word = name.same if name.kind != "tag" else value.text.casefold()
            if not is_plain(word) and not GIVEN.fullmatch(word):
                self._learned.setdefault(word, name)

    def _learn_tags(self, text: str) -> None:
        """Note tags by their shape: elsewhere they may stand in small letters."""
        for match in tags.SHAPE.finditer(text) if "tag" in self.goes else ():
            if tags.is_tag(match[0]):
                self._learn_value(values.Value("tag", match[0]))

    def _learn_common_name(self, name: str) -> None:
        for match in distinguished.COMMON_NAME.finditer(name):
            self._learn_hosts(match[1])

    def _learn_hosts(self, token: str) -> None:
        for match in DOTTED.finditer(token):
            host = host_in(match[0]) if "." in match[0] else ""
            first = host.partition(".")[0].casefold()
            told = self._learned.get(first)
            if first and not is_plain(first) and (told is None or told.same == first):  # its full name is better known
                self._learned[first] = _Name("host", host, host.casefold())

    # ---- showing

    def _distinguished(self, name: str) -> str | None:
        if "dn" in self.goes:
            return self.names.of("dn", name, distinguished.same(name))
        return self.names.of("user", name, distinguished.same(name)) if distinguished.of_person(name) else None

    def _value(self, value: values.Value) -> str | None:
        if value.kind not in self.goes or GIVEN.fullmatch(value.text) or self.known.holds(value.text):
            return None
        name = self._of_value(value)
        if GIVEN.fullmatch(name.original):
            return None
        if name.kind == "user" and _AT.search(value.text):
            return None  # a mail address, or a user at a host: the word itself tells
        if name.kind == "host" and (addresses.replaced(value.text, "", lambda *_: "") != value.text or not name.same):
            return None
        return self._of(name) + value.text[len(name.original) :] if name.kind == "host" else self._of(name)

    def _of_value(self, value: values.Value) -> _Name:
        if value.kind == "host":
            match = DOTTED.match(value.text)
            host = match[0] if match and value.text[match.end() : match.end() + 1] in ("", ":") else ""
            known = self._learned.get(host.casefold())
            return known if known and known.kind == "host" else _Name("host", host, host.casefold())
        if value.kind == "user":
            return _Name("user", value.text, value.text.rpartition("\\")[2].casefold())
        return _Name(value.kind, value.text, value.text.casefold())

    def _of(self, name: _Name) -> str:
        return self.names.of(name.kind, name.original, name.same)

    def _token(self, match: re.Match[str]) -> str:
        token = match["token"]
        if not token or GIVEN.fullmatch(token) or _ANNOTATION.match(token):
            return match[0]
        if _AT.search(token):
            token = self._mail(token)
        before = match.string[max(0, match.start() - addresses.LOOKED_BACK) : match.start()]
        shown, done = [], 0
        for given in GIVEN.finditer(token) if "-" in token else ():
            shown += [self._numbers(token[done : given.start()], before), given[0]]
            done = given.end()
        token = "".join([*shown, self._numbers(token[done:], before)])
        return DOTTED.sub(self._word, token)

    def _numbers(self, token: str, before: str) -> str:
        """Replace ids, addresses and tags in a word that holds no name of ours: the number in `tag-1` is no address."""
        if "id" in self.goes:
            token = _ID.sub(lambda found: self.names.of("id", found[0]), token)
        token = addresses.replaced(token, before, lambda text, same: self.names.of("address", text, same))
        return tags.SHAPE.sub(self._tag, token) if "tag" in self.goes else token

    def _mail(self, token: str) -> str:
        parts = _AT.split(token)
        local, domain = ":".join(parts[:-1]), parts[-1]
        scheme, _, account = local.rpartition(":")
        host = domain.partition(":")[0].strip(".-")
        rest = domain[len(domain.partition(":")[0].rstrip(".-")) :]
        if not account or not host or GIVEN.fullmatch(account) or (_OBJECT.fullmatch(host) and _CAMEL.search(account)):
            return token
        start = f"{scheme}:" if scheme else ""
        if _MAIL_DOMAIN.fullmatch(host):
            return start + self.names.of("mail", f"{account}@{host}") + rest
        user = self._of(_Name("user", account, account.casefold()))
        if "host" not in self.goes or not host[0].isalpha() or GIVEN.fullmatch(host):
            return f"{start}{user}@{domain}"
        return f"{start}{user}@{self.names.of('host', host)}{rest}"

    def _tag(self, match: re.Match[str]) -> str:
        return self.names.of("tag", match[0]) if tags.is_tag(match[0]) else match[0]

    def _word(self, match: re.Match[str]) -> str:
        word = match[0]
        if GIVEN.fullmatch(word):
            return word
        if "host" in self.goes:
            host = (host_in(word) if "." in word else "") or _first_label(word)
            if host:
                return self.names.of("host", host) + word[len(host) :]
        return self._spread(word) if self._learned else word

    def _spread(self, word: str) -> str:
        """Replace what was learned elsewhere: the whole word, or parts of it between dots, dashes and underscores."""
        name = self._learned.get(word.casefold())
        if name:
            return self._of(name)
        ends = [match.start() for match in _PARTS.finditer(word)] + [len(word)]
        done, shown, starts = 0, [], [0, *(end + 1 for end in ends[:-1])]
        for index, start in enumerate(starts):
            for end in reversed(ends[index : index + _MOST_PARTS]) if start >= done else ():
                name = self._learned.get(word[start:end].casefold())
                if name:
                    shown += [word[done:start], self._of(name)]
                    done = end
                    break
        return "".join([*shown, word[done:]])


def _first_label(word: str) -> str:
    """Give the beginning of a word up to its first dot, if that names a host by itself: ome-192-0-2-7.zip."""
    first = word.partition(".")[0] if "-" in word or "_" in word else ""
    return first if addresses.carries_address(first) or tags.is_named_by_tag(first) else ""
