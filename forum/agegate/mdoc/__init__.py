"""Whether a signed attestation on somebody's phone proves that they are 18 (ISO/IEC 18013-5).

Pure: no database, no network, no clock; what is not proved is refused with the step at which it failed.
"""

from forum.agegate.mdoc.outcome import Step, Unproved
from forum.agegate.mdoc.profile import EU_AV, MDL, Profile
from forum.agegate.mdoc.verify import openid4vp_transcript, verify

__all__ = ["EU_AV", "MDL", "Profile", "Step", "Unproved", "openid4vp_transcript", "verify"]
