"""Pages of joint approval."""
