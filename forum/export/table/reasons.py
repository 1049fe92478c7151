"""Why something stays out of an archive; said in the archive, so in plain words."""

from flask_babel import lazy_gettext as _

CREDENTIAL = _("Whoever found the archive could use it to become you, or to try passwords at leisure.")
DERIVED = _("It is made from what is in the archive, and says nothing more.")
YOURS = _("It says that this is yours, which goes for everything in the archive.")
LINK = _("It is a number that ties rows together, and says nothing of anybody.")
APART = _("An archive is about one pen name: nothing in it may tie that to another.")
NOBODYS = _("Nobody can tell whose it is, we neither.")
COLLEAGUES = _("It tells which moderator it was, and members are not told that.")
SOMEBODY_ELSES = _("It is about somebody else, or in their words.")
WEIGHT = _("It is how flags and cases are sorted, and would tell of what others flagged.")
ORDER = _("It is where the text stands in a conversation that belongs to others too.")
