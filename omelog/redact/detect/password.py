"""Passwords that a word for one tells: as a key, an element, a field, in a list, in a sentence.

The words stand in `words.toml`, in the languages of the console.
"""

import functools
import re
from collections.abc import Iterator

from omelog.redact.detect import Detector, Found
from omelog.redact.words import alternatives

NOTE = "[password removed]"
FLAGS = re.IGNORECASE | re.VERBOSE | re.DOTALL
# What stands in place of a password and is none.
_PROSE = r"(?:(?:{words})(?![\w$!@#%^&*+/-])|\((?:{words})\)|[*•x.]{{3,}}(?!\w))"
_QUOTED = r"""
    (?: "{3}(?P<value{n}g>.{1,200}?)"{3}
      | "(?P<value{n}>(?>(?:[^"\\]|\\.)+))(?:"|\\?\Z) | '(?P<value{n}a>(?>(?:[^'\n]|'')+))'? | `(?P<value{n}b>[^`\n]++)
      | [“„](?P<value{n}c>[^“”\n]++) | «(?P<value{n}d>[^»\n]++) | \u2018(?P<value{n}e>[^\u2019\n]++)
      | 「(?P<value{n}f>[^」\n]++) )"""
# What stands bare ends at a blank or a quote, and at a separator that something follows: hun,ter2 is one value.
_BARE = r"""
    (?P<value{n}z> (?>(?: [^\s"',;&}}\])<\\]
      | [,;&}})\]](?!\s|["'\\]|[\w.-]{{1,40}}[=:]|[,;&}})\]]|\Z) | \\(?![nrtu"'\\]) )+) )"""


def prose() -> str:
    """Return the pattern of what stands where a password could and is none."""
    return _PROSE.format(words=alternatives("password", "prose"))


def value(number: int) -> str:
    """Return the pattern of a value, in quotes or bare; the number tells those of one pattern apart."""
    return rf"""(?:(?:(?:[ubr]{{1,2}}|[a-z]\w{{1,30}}\()(?=["']))?{_quoted(number)} | {_BARE.format(n=number)})"""


def _quoted(number: int) -> str:
    return _QUOTED.replace("{n}", str(number))


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Compile the patterns: that takes 20 ms, so not before a text has one of the hints."""
    anywhere, alone = alternatives("password", "anywhere"), alternatives("password", "alone")
    capital = "(?<=[a-z0-9])(?-i:P(?:ass|w|W))"  # dbPass, but not bypass
    spaced = (
        r"pass[\s_-]{1,2}(?:word|phrase|code)|(?:mots?|phrases?)[\s_-]?de[\s_-]?passe|claves?[\s_-]de[\s_-][a-z]{4,10}"
        r"|phrases?[\s_-]secr[eè]tes?|frases?[\s_-]de[\s_-]paso|(?<![a-z])community(?:[\s_-]?(?:string|name))?"
        r"|(?:(?:api|shared|access|account|subscription)[\s_-]?|(?:auth(?:entication)?|privacy|encryption|security)_?)key"
        r"(?![\s_-]?(?:id|name))"
    )
    tests = r"(?!pass:[^\S\n]+(?:[0-9]{1,3}(?![\w.-])|[a-z]+[^\S\n]+[a-z]))"  # PASS: the chain is whole
    word = rf"(?:(?:{anywhere})(?!ar)|{spaced}|(?:(?<![^\W_]){tests}(?:{alone})|{capital})(?![a-z]))"
    # passwordPolicy, password_expiry and their like are about passwords, and hold none.
    about = rf"(?!s?[_.-]?(?:{alternatives('password', 'about')}))"
    name = rf"{word}{about}(?>(?:[A-Za-z0-9_.]|-(?!>)){{0,24}})"
    none = rf"""(?!["']?{prose()})"""
    every = [_assigned(name, none), *_elements(word, name, none), *_fields(name, none), *_sentences(word, none)]
    every += [_call(word), _row(name)]
    return tuple(re.compile(one, FLAGS) for one in every)


def _assigned(name: str, none: str) -> str:
    """Return the pattern of password=x, "password": "x", YAML, lists and objects; the value may be in the next line."""
    sign = r"(?::?+={1,3}+>?+|:(?!//|=):?+|->|[\uff1a\uff1d]|(?:は|为|是|為)[:\uff1a]?\s?(?=[!-~「“]))"
    remark = r"(?:[ ]?[(\uff08][^()\uff08\uff09\n]{1,40}[)\uff09])?"
    place = r"""(?:\[["']?[\w-]{0,20}["']?\])?"""
    blanks = r"[^\S\n]*+"
    item = r"""[^\s"',;=:<>()\[\]{}\\]{1,100}"""
    gap = rf"{blanks}(?>(?:\n\s*+(?![A-Za-z][\w-]{{0,39}}[:=]))?)"  # unless that is about something else
    return rf"""
        {name} {place} ["']? (?:[\])]\s{{0,2}}(?==))? {remark} (?:[ ](?:is|was|lautet|est|es)(?=[ ]?:))? \s*+ {sign} (?:
            {blanks}[|>][-+0-9]{{0,2}}{blanks}\n (?P<value1>(?>(?:(?!\s+at[ ])[^\S\n]++[^\n]*+(?:\n|\Z))+))
          | {blanks}\n (?P<value2>(?>(?:[^\S\n]*+-[ ][^\n]++(?:\n|\Z))+))
          | {gap} \[ {none} (?P<value9>{item}(?:\s{{0,2}},\s{{0,2}}{item}){{0,20}}) (?=\])
          | {gap} [\[(] (?=(?P<strings1>\s*+["'][^\])]{{1,2000}})(?:[\])]|\Z))
          | {gap} \{{ (?=(?P<strings2>\s*+["'][^{{}}]{{1,1000}})\}})
          | {gap} (?P<value5>\{{[\w-]{{2,20}}\}}[^\s"',;<]++)
          | {gap} (?P<value8>\{{(?>(?:[^{{}}"'\n]|\}}\}})+)\}})(?=[;&\s]|\Z)
          | {gap} (?P<value7>&[\w-]{{1,20}}[ ][^\s]++)
          | {gap} (?>(?:!(?:vault|secret|encrypted|binary|!\w{{1,20}})[ ]++)?)
            {none} (?![|>][-+0-9]{{0,2}}\s) {value(6)}
        )"""


def _elements(word: str, name: str, none: str) -> Iterator[str]:
    """Yield the patterns of <wsse:Password Type="…">x, <password value="x"/>, <entry key="password">x, with CDATA."""
    holder = r"<(?:[\w.-]{1,20}:)?(?:value|val|string|text|data)(?:\s[^<>]{0,100})?>\s*+"
    yield rf"""
        <[\w:.-]{{0,60}}{word}[\w:.-]{{0,24}}\s[^<>]{{0,200}}?\b(?:value|val|text)\s{{0,2}}=\s{{0,2}}
          (?:"(?P<value3>[^"<>]++)|'(?P<value4>[^'<>]++))
        |
        (?: <[\w:.-]{{0,60}}{word}[\w:.-]{{0,24}}(?:\s[^<>]{{0,500}})?(?<!/)>
          | \b[\w-]{{1,20}}\s{{0,2}}=\s{{0,2}}["'][\w.#/:-]{{0,60}}{name}["'](?:\s[^<>]{{0,300}})?(?<!/)> )
        \s*+ (?>(?:{holder})?)  (?:<!\[CDATA\[(?P<value1>.*?)(?:\]\]>|\Z) | (?P<value2>[^<]++))"""
    # <key>password</key><string>x</string>
    yield rf""">\s{{0,4}}[\w.-]{{0,60}}{name}\s{{0,4}}</[\w:.-]{{1,40}}>\s*+ {holder} {none} (?P<value1>[^<]++)"""


def _fields(name: str, none: str) -> Iterator[str]:
    """Yield the patterns of {"name":"password","value":"x"}, the other way round, and of ["password","x"]."""
    labels = "key|name|id|type|field|option|property|parameter|attribute|label"
    of = "(?:field|attribute|param|property|option)?_?"
    label = rf"""(?<![\w-])["']?@?{of}(?:{labels})["']?\s{{0,4}}[:=]\s{{0,4}}["']?[\w.-]{{0,60}}{name}"""
    contents = "new_?value|value|val|content|data|text|default"
    content = rf"""(?<![\w-])["']?[#@$]?{of}(?:{contents})["']?\s{{0,4}}[:=]\s{{0,4}}{none}{value(1)}"""
    between = r"[^{}\[\]<>]{0,200}?"
    yield rf"""{label}["']?(?:[\s,;&}}]|\}}\s{{0,4}},\s{{0,4}}\{{){between}{content}"""
    yield rf"""{content}["']?[\s,;&]{between}{label}(?![\w.-])"""
    others = rf"""(?!["'](?:{alternatives("password", "fields")})["'])"""
    yield rf"""["'][\w. -]{{0,60}}{name}["']\s{{0,4}},\s{{0,8}}{none}{others}(?=["']){_quoted(1)}(?!\s{{0,4}}:)"""


# What a password in a sentence has, and what a word for one may stand before without telling one.
MIXED = r"""(?=[^\s"',;\d]{0,60}\d)(?=[^\s"',;A-Za-z]{0,60}[A-Za-z])(?!(?:sha|md|aes|v|tls|rsa|pkcs)[-_]?\d)"""


def _sentences(word: str, none: str) -> Iterator[str]:
    """Yield the patterns of password 'x', password [x], password is "x", password changed to x1y2."""
    verb = r"(?:(?:was|is|has[ ]been)[ ])?(?:changed|set|reset|updated)"
    link = rf"(?:(?:is|was|ist|lautet|est|es|{verb}(?:[ ]to)?|to|of|as|[0-9])[ ]{{1,4}}|は[ ]?)?"
    of = r"""(?>(?:for|of|für|von|de|du|del|pour|para)[ ]{1,2}(?:(?:the|user|account)[ ])?(?:key[ ](?=["']))?
        (?:["'][^"'\n]{1,200}["'](?=[ ]?:)|[\w.@\\/-]{1,64}))"""
    quoted = rf"""(?=["'“„«\u2018「`]) {_quoted(1)}"""
    yield rf"""
        {word} (?: [ \t]{{1,8}} (?:{of}[ ]?:?[ ]{{1,2}})? {link}
            | ["']? [ ](?:to|with)[ ] (?:(?:the|a|new)[ ]){{0,2}} (?:value[ ])? )
          {none} (?: {quoted}
          | \[(?P<value2>[^\]\s]{{1,200}})\] | {MIXED}(?!-)(?P<value3>[^\s"',;\])>]{{6,200}}) )"""
    yield rf"""{word} (?=[“„«「]) {quoted}"""
    yield rf"""{word} [ ]{{0,2}} [<|] [ ]{{0,2}} (?=[^\s<>|/\d]{{0,60}}\d)(?=[^\s<>|/A-Za-z]{{0,60}}[A-Za-z])
        (?P<value1>[^\s<>|"',;/]{{4,64}}) [ ]{{0,2}} [>|]"""
    yield rf"""{word} (?:[ ]{of})? [ ] {verb} [ ] from [ ] (?P<value1>\S{{1,99}}) [ ] to [ ] (?P<value2>\S{{1,99}})"""
    yield rf"""{word} [ ] {of} [ ]? : [ ]{{1,2}} {none} (?P<value1>[^\s"',;]{{3,64}}) (?=\s*+(?:\Z|["'\n]))"""
    yield rf"""\bmachine[ ]\S{{1,100}}[ ]login[ ]\S{{1,100}}[ ]{word}[ ](?P<value1>\S{{1,100}})"""
    yield rf"""{word} s? , [ ]{{1,4}} {none}(?![\w.-]{{1,40}}[=:]|-){MIXED}(?P<value1>[^\s"',;\])}}]{{6,200}})"""


def _row(name: str) -> str:
    """Return the pattern of what is written to a table: INSERT INTO users(name, password) VALUES('root', 'x')."""
    return rf"""\([^()]{{0,300}}?{name}[^()]{{0,300}}\)\s{{0,4}}values\s{{0,4}}\((?P<strings1>[^()]{{1,1000}})\)"""


def _call(word: str) -> str:
    """Return the pattern of setPassword("root","x") and ConvertTo-SecureString "x", but not of lines of a trace."""
    mixed = r"""(?=[^\s"',()\d]{0,60}\d)(?=[^\s"',()A-Za-z]{0,60}[A-Za-z])"""
    return rf"""
        {word}[A-Za-z0-9_]{{0,24}}+\(\s{{0,4}} (?: (?P<strings1>["'][^()\n]{{1,500}})\)
          | (?![\w$]{{1,80}}\.\w{{1,8}}:) {mixed}(?P<value1>[^\s"',()\[]{{4,200}})\) )
        | (?:"(?P<value3>[^"\n]{{1,200}})"|'(?P<value4>[^'\n]{{1,200}})')\s{{0,4}}\|\s{{0,4}}ConvertTo-SecureString
        | \bConvertTo-SecureString\s(?:-String\s)?(?!-)["']?(?P<value2>[^\s"']++)"""


def find(text: str) -> Iterator[Found]:
    """Yield the passwords in a text, without the quotes around them."""
    for pattern in _patterns():
        for match in pattern.finditer(text):
            yield from values(match)


# The strings of a list or an object, but for the names of its fields.
_STRINGS = re.compile(
    r"""(?P<quote>["'])(?P<value>(?>(?:\\.|(?!(?P=quote))[^\n\\])*))(?:(?P=quote)(?P<field>\s{0,4}:)?|(?=\n)|\\?\Z)"""
)


def values(match: re.Match[str]) -> Iterator[Found]:
    """Yield the groups of a match that hold values."""
    for name, found in match.groupdict().items():
        if found and name.startswith("strings"):
            parts = _STRINGS.finditer(match.string, *match.span(name))
            yield from (Found(*part.span("value")) for part in parts if not part["field"])
        elif found and name.startswith("value") and found.strip(" :"):
            start = match.start(name) + len(found) - len(found.lstrip())
            yield Found(start, start + len(found.strip().rstrip(":")))  # of a sentence: password=x: refused


DETECTOR = Detector(
    kind="password",
    title="Passwords, passphrases, API keys and secrets that a word for one tells, in the languages of the console",
    goes="none",
    example="password=…",
    find=find,
    rank=20,
    hints=(
        *(
            "pass",
            "pwd",
            "pw",
            "secret",
            "kennwort",
            "zugangs",
            "mdp",
            "clave",
            "contrase",
            "psk",
            "pin:",
            "pin=",
            'pin"',
        ),
        *(
            f"{word}{sign}key"
            for word in ("api", "access", "account", "shared", "subscription")
            for sign in ("", "_", "-", " ")
        ),
        *(f"{word}{sign}key" for word in ("auth", "ation", "privacy", "encryption", "security") for sign in ("", "_")),
        *("phrase", "frase", "masterauth"),
        *("パス", "ﾊﾟｽ", "securestring", "community", "暗証番号", "密码", "密碼", "口令"),
    ),
    note=NOTE,
)
