"""The carriers that are down: for drills and tests of what people then see."""

from yangguang.foundation.messaging.providers.base import AddressRefused, CarrierUnavailable, Letter


class FailingCarrier:
    """Never available; refuses for good what is sent to an address with “nobody” in it."""

    def carry(self, letter: Letter) -> str:
        """Fail, one way or the other."""
        if "nobody" in letter.to or letter.to.endswith("0000"):
            raise AddressRefused("550 no such recipient")
        raise CarrierUnavailable("the failing twin never answers")
