"""The counter's window: the only package that knows Qt. It knows no network, disk, camera or keyring."""
