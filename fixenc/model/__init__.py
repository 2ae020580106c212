"""How likely is this as Chinese? Everything here is measured in nats."""
