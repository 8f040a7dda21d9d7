"""The decoder that the counter uses; anything else that keeps to the protocol may stand in its place."""

from kreward_pos.scan.decoder import Decoder


def standard_decoder() -> Decoder:
    """The cascade over the engines that this machine has. Slow the first time: it loads them."""
    from kreward_pos.scan.cascade import Cascade  # late: loads OpenCV and the engines
    from kreward_pos.scan.engines import second_opinion

    return Cascade(second=second_opinion())
