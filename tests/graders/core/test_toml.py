import tomllib

import pytest

from graders.core.toml import MAX_KEY_PARTS, TomlError, loads

PARTS = MAX_KEY_PARTS - 1


class TestLoads:
    @pytest.mark.parametrize(
        "text",
        [
            "a." * PARTS + "b = 1",
            f"[{'a.' * PARTS}b]\nc = 1.5",
            'a = "' + "." * 100 + "\"\nb = '" + "." * 100 + "'",
            'a = """' + '\n"".\\"' * 100 + '""""\nb = \'\'\'' + "\n''." * 100 + "'''",
            "# " + "." * 100 + "\na = [" + "1.5, " * 100 + "] # " + "." * 100,
            'a = "\\\\" # ...................\nb = "\\"..................\\""',
        ],
    )
    def test_it_reads_what_tomllib_reads(self, text: str) -> None:
        assert loads(text) == tomllib.loads(text)

    @pytest.mark.parametrize(
        "text",
        [
            "a." * 100_000 + "b = 1",
            f"[{'a . ' * MAX_KEY_PARTS}b]",
            f"[[{'a.' * MAX_KEY_PARTS}b]]",
            'x = { "a".' + "'b' .\t" * MAX_KEY_PARTS + "c = 1 }",
            'x = """a""""\n' + "a." * MAX_KEY_PARTS + "b = 1",
            'x = \'a\' # """\n' + "a." * MAX_KEY_PARTS + "b = 1",
        ],
    )
    def test_a_key_of_too_many_parts_is_refused(self, text: str) -> None:
        with pytest.raises(TomlError, match=f"more than {MAX_KEY_PARTS} parts"):
            loads(text)

    @pytest.mark.parametrize("text", ["a = " + "1" * 5000, "a = " + "[" * 5000, "a", "a = 1\x00"])
    def test_what_can_t_be_read_is_an_error_of_its_own(self, text: str) -> None:
        with pytest.raises(TomlError):
            loads(text)
