"""Which attestation is asked for, and which element of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """A kind of attestation that can say that somebody is 18."""

    doctype: str
    namespace: str
    element: str = "age_over_18"


EU_AV = Profile("eu.europa.ec.av.1", "eu.europa.ec.av.1")  # the European Union's proof of age
MDL = Profile("org.iso.18013.5.1.mDL", "org.iso.18013.5.1")  # a mobile driving licence
