"""What the statement promises of the sizes."""


def validate(x, query, key, value, prompt, capacity):
    assert 1 <= prompt <= len(x), f"a prompt of {prompt} of {len(x)} tokens"
    assert len(x) <= capacity, f"room for {capacity} of {len(x)} tokens"
