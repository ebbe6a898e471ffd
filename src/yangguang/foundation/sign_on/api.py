"""The door of single sign-on: what the change of the platform's secret key needs of it."""

from yangguang.foundation.sign_on.keys import reseal_keys

__all__ = ["reseal_keys"]
