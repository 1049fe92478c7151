"""The worksheets: what is asked, in our own words, and where each question comes from. Not legal advice.

A worksheet whose questions change gets the next version; what was signed before keeps its own words.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

YES_NO = (("yes", _l("Yes")), ("no", _l("No")))
RISKS = (
    ("negligible", _l("Negligible")),
    ("low", _l("Low")),
    ("medium", _l("Medium")),
    ("high", _l("High")),
)
Options = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Question:
    """One question: an answer to choose, if any, and why, in words."""

    key: str
    text: Any
    options: Options = ()
    source: str = ""


@dataclass(frozen=True)
class Worksheet:
    """A paper with its questions."""

    key: str
    version: int
    title: Any
    about: Any
    questions: tuple[Question, ...]
    months: int = 12  # until it is to be looked at again, or before anything important changes

    def question(self, key: str) -> Question | None:
        """The question of this key, if this version has it."""
        return next((question for question in self.questions if question.key == key), None)


_OSA_ACCESS = "Online Safety Act 2023, s. 35–37; Ofcom, Children’s Access Assessments Guidance"
_OSA_RISK = "Online Safety Act 2023, s. 9; Ofcom, Risk Assessment Guidance"

CHILDREN = Worksheet(
    "uk-children",
    1,
    _l("United Kingdom: can children come here?"),
    _l(
        "Every service with users in the United Kingdom assesses whether children are likely to access it. "
        "Only a gate "
        "that is highly effective, which taking people’s word is not, lets one answer the first question "
        "with no."
    ),
    (
        Question(
            "access", _l("Can children normally get to the service, or to a part of it?"), YES_NO, _OSA_ACCESS
        ),
        Question("number", _l("Is a significant number of children among its users?"), YES_NO, _OSA_ACCESS),
        Question(
            "kind",
            _l(
                "Is it of a kind that is likely to attract a significant number of children? Think of "
                "subject, look, "
                "whom it is for, and how people find it."
            ),
            YES_NO,
            _OSA_ACCESS,
        ),
        Question("likely", _l("So, are children likely to access it?"), YES_NO, _OSA_ACCESS),
        Question("follows", _l("What follows: which gate, for which spaces, and who looks after it?")),
    ),
)

# The seventeen kinds of priority illegal content of Ofcom's register of risks.
_KINDS = (
    ("terrorism", _l("Terrorism")),
    ("child-abuse", _l("Sexual exploitation and abuse of children: grooming, images, links to images")),
    ("hate", _l("Hate")),
    ("harassment", _l("Harassment, stalking, threats and abuse")),
    ("control", _l("Controlling or coercive behaviour")),
    ("intimate-images", _l("Intimate images shared without consent")),
    ("extreme", _l("Extreme pornography")),
    ("exploitation", _l("Sexual exploitation of adults")),
    ("trafficking", _l("Human trafficking")),
    ("immigration", _l("Unlawful immigration")),
    ("fraud", _l("Fraud and financial offences")),
    ("proceeds", _l("Proceeds of crime")),
    ("drugs", _l("Drugs and psychoactive substances")),
    ("weapons", _l("Firearms, knives and other weapons")),
    ("suicide", _l("Encouraging or assisting suicide")),
    ("interference", _l("Foreign interference")),
    ("animals", _l("Cruelty to animals")),
)
ILLEGAL = Worksheet(
    "uk-illegal",
    1,
    _l("United Kingdom: the risk of illegal content"),
    _l(
        "For each kind: how likely is it that people meet it here, or that the service is used for it, and "
        "how bad would "
        "it be? Alcove takes no pictures, files or embeds, which bears on several of them; links remain."
    ),
    (
        *(Question(key, text, RISKS, _OSA_RISK) for key, text in _KINDS),
        Question("other", _l("Other illegal content that people could meet here"), RISKS, _OSA_RISK),
        Question(
            "measures",
            _l("What is done about it: rules, flags, moderators, response times, who answers for it?"),
        ),
    ),
)
SIZE = Worksheet(
    "eu-size",
    1,
    _l("European Union: how large is the service?"),
    _l(
        "Small enterprises are spared a part of the Digital Services Act, very large platforms bear more. "
        "Alcove counts no "
        "readers, so an estimate of how many there are comes from you: how you made it is a part of the "
        "answer."
    ),
    (
        Question(
            "staff",
            _l(
                "Does whoever runs the service employ fewer than 50 people, with a turnover or balance of "
                "at most "
                "10 million euros a year?"
            ),
            YES_NO,
            "Regulation (EU) 2022/2065, art. 19; Recommendation 2003/361/EC",
        ),
        Question(
            "users",
            _l(
                "How many people in the Union use it in a month, on average over six months, and how do "
                "you know?"
            ),
            (),
            "Regulation (EU) 2022/2065, art. 24(2)",
        ),
        Question("large", _l("Are these 45 million or more?"), YES_NO, "Regulation (EU) 2022/2065, art. 33"),
        Question("follows", _l("What follows for reports, complaints and contact points?")),
    ),
    months=6,
)
WORKSHEETS: dict[str, Worksheet] = {sheet.key: sheet for sheet in (CHILDREN, ILLEGAL, SIZE)}
