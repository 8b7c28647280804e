"""LTI 1.3: learning platforms open problems here, and are told the grades."""
