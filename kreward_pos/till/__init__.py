"""What a counter does, in pure Python: look up, stamp, redeem, undo, enrol, and an outbox that loses nothing.

`desk`, `review`, `enrolment`, `connection` and `daybook` are the counter's faces; `outbox` keeps what was tapped and
`listing` reads it, `courier` decides what leaves and `sender` sends it, `settling` judges what is unsure, `customers`
keeps what Kreward said, `projection` puts the two together for the screen, `limits` says what asks before a tap,
`record` tells what was done and `daybook` sums it up, `store` is the database below them.

Knows no window and no camera; everything here may be called from worker threads only.
"""
