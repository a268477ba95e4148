"""The catalogue as frames, to be merged with messages."""

import pandas as pd

from omelog.causes import UNKNOWN, fold
from omelog.model.cause import Catalogue, Match

NO_ARGUMENT = ""  # an argument as well, so that a message without any can be merged


class Rules:
    """The catalogue as messages are compared with it: prepared once for all bundles.

    `exact` has a row for each logger and cause that is recognised by a whole argument; `patterns` the same for those
    that are recognised by a part of one. Columns: `logger`, `id` and (exact alone) `argument`, folded; `only`, the one
    operation for which the rule counts ("" for any); `cause`. `needles` are the folded texts of causes, by cause.
    Under `certificate_loggers` every error is a finding, under the others of a team's own causes a known cause alone.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        """Fold what is compared."""
        self.catalogue = catalogue
        self.certificate_loggers = catalogue.causes[UNKNOWN].match.loggers
        self.matches = {slug: cause.match for slug, cause in catalogue.causes.items()}
        self.needles = {slug: fold(match.text) for slug, match in self.matches.items() if match.text}
        rows = [
            {"logger": logger, "id": fold(match.message_id), "only": match.operation or "", "cause": slug}
            | ({} if match.argument is None else {"argument": fold(match.argument)})
            for slug, match in self.matches.items()
            if match.message_id is not None
            for logger in match.loggers
        ]
        rules = pd.DataFrame(rows, columns=["logger", "id", "argument", "only", "cause"], dtype="object")
        self.exact = rules[rules["argument"].notna()]
        self.patterns = rules[rules["argument"].isna()].drop(columns="argument")

    def may_say(self, cause: str, *, has_arguments: bool) -> bool:
        """Return whether the sentence of a message may name a cause: what its arguments say counts for more."""
        return not has_arguments or self.matches[cause].message_id is None

    def match(self, cause: str) -> Match:
        """Return how a cause is recognised."""
        return self.matches[cause]
