"""An issuer of proofs of age and an app that holds one: honest, or lying in exactly one way."""

from tests.agegate.wallet.issuer import TestIssuer
from tests.agegate.wallet.lies import LIES, Lie
from tests.agegate.wallet.trusted import trust
from tests.agegate.wallet.wallet import TestWallet

__all__ = ["LIES", "Lie", "TestIssuer", "TestWallet", "trust"]
