"""Words that are nobody's name: what a name that was told in one place must not be to count in all."""


def words(text: str) -> frozenset[str]:
    """Give the words of a list that is written as one text."""
    return frozenset(text.split())


_PLAIN = words(
    "admin administrator root system operator guest service services server client user users test console "
    "appliance application application-log certificate certificates chain upload error message operation request "
    "response target source host hosts hostname name names bundle bundles case log logs ome tomcat support dell "
    "example peer remote local localhost www mail smtp ldap ntp dns proxy node gateway controller idrac "
    "enterprise openmanage ssl tls http https file report data base info debug warn fatal critical warning retry "
    "key root-ca issuer subject authority authentication connection archive sample samples history migration "
    "collected export download snippet pasted text standard input"
)
_SHORTEST = 3


def is_plain(word: str) -> bool:
    """Tell whether a word is too common, or too short, to be taken for a name wherever it stands."""
    return word in _PLAIN or len(word) < _SHORTEST or word.isdigit()
