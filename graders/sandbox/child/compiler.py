"""Compiled programs in a sandboxed process: loaded if known, else compiled.

Every process asks this module's `Compiler` instead of JAX's own cache. The known programs came from
a process that ran the problem's warm-up and nothing else. A process that is to be forked may load
programs but never compile one: compiling starts threads that belong to the whole process, and its
forks would wait for them. A fork compiles with a client of its own.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

import jax

from graders.sandbox.child import jax_internals
from graders.sandbox.child.jax_internals import Client, Executable, Module
from graders.sandbox.child.lowerings import Lowerings, text_of
from graders.sandbox.child.portable import PortableExecutable
from graders.sandbox.child.program_usage import ProgramUsage
from graders.sandbox.child.stalls import StallWatch
from graders.sandbox.programs import Programs, ProgramText, program_key


class Library(Protocol):
    """Programs that the judge has."""

    def find(self, key: str) -> bytes | None:
        """The program of that key, serialized; None if the judge has none."""

    def miss(self, program: ProgramText) -> None:
        """Tell the judge of one that it had not, and that was compiled."""


class ProgramMissingError(Exception):
    """A process that will be forked needs a program that it may not compile."""


class Compiler:
    """Turns modules into executables, as JAX's `compile_or_get_cached` does.

    There is one in a process; JAX calls it from `install` on.
    """

    def __init__(self) -> None:
        self._known = Programs()
        self._lowerings = Lowerings()
        self._recorded: dict[str, bytes] | None = None
        self._may_compile = True
        self._find_stalls = False
        self.stalls = StallWatch()
        self.missing = 0  # how often it was asked for what it may not compile
        self._home: Client | None = None  # in a fork: the inherited client
        self._own: Client | None = None  # in a fork: its own client
        # By the client that runs it, and its key: nothing is compiled twice.
        self._compiled: dict[tuple[Client, str], Executable] = {}
        # The newest that was loaded of each program, and from what.
        self._loaded_from: dict[tuple[Client, str], tuple[Executable, bytes]] = {}
        self._library: Library | None = None  # in a fork that runs a submission
        self._is_asking = False
        self.usage = ProgramUsage()

    def install(self) -> None:
        """Make JAX use this compiler from now on."""
        jax_internals.replace_compiler(self)
        self._lowerings.install()
        jax_internals.dispatch_in_python(PortableExecutable, PortableExecutable.give_up_donated)
        jax_internals.pickle_executables(PortableExecutable, self._serialized)

    def record(self) -> None:
        """Record what is compiled from here on, for `recorded`."""
        self._recorded = {}
        self._lowerings.record()

    def recorded(self) -> Programs:
        """What was compiled since `record`, except programs that call back into this process."""
        return Programs(dict(self._recorded or {}), traces=self._lowerings.recorded())

    def know(self, programs: Programs, *, may_compile: bool, find_stalls: bool) -> None:
        """Load these programs on request, instead of compiling them.

        Args:
            programs: the known programs.
            may_compile: False for a process that will be forked.
            find_stalls: whether its forks look for programs that can't run there.
        """
        self._known = programs
        self._may_compile = may_compile
        self._find_stalls = find_stalls
        # Only what runs the same warm-up again: a submission's traces may look like one of its own.
        self._lowerings.know({} if may_compile else programs.traces)

    def need_threads(self, keys: frozenset[str]) -> None:
        """Treat these programs as unable to run in a fork."""
        self._known = replace(self._known, need_threads=keys)

    def enter_fork(self, tell_stalled: Callable[[str], None]) -> None:
        """In a fork of a process whose backend has started: compile with a client of its own.

        Args:
            tell_stalled: if stalls are looked for, called with the key of a program that waits
                forever, before the process ends.
        """
        jax_internals.copy_by_way_of_the_host()
        jax_internals.unpickle_executables(self._load_pickled)
        self._home = jax.devices()[0].client
        self._may_compile = True
        self._lowerings.know({})
        if self._find_stalls:
            self.stalls.start(tell_stalled)

    def use(self, library: Library | None) -> None:
        """In a fork, for a submission's programs: look there before compiling one."""
        self._library = library

    def compile_text(self, program: ProgramText) -> bytes:
        """What a program becomes, serialized.

        Raises:
            ValueError: the text is no module, or XLA refused it.
        """
        return jax_internals.compile_text(jax.devices()[0].client, program)

    def __call__(
        self,
        client: Client,
        module: Module,
        _devices: Any,
        options: Any,
        host_callbacks: Sequence[Any],
        executable_devices: Any,
        *_: Any,
    ) -> Executable:
        """The executable of a module.

        Raises:
            ProgramMissingError: it is unknown, and this process may not compile.
            jax.errors.JaxRuntimeError: XLA refused it.
        """
        executable = self._find(client, module, options, host_callbacks, executable_devices)
        self.usage.note_asked_for(executable)
        return executable

    def _find(
        self,
        client: Client,
        module: Module,
        options: Any,
        host_callbacks: Sequence[Any],
        executable_devices: Any,
    ) -> Executable:
        # Callbacks appear in the program as addresses of this process.
        key = None
        if not host_callbacks:
            digest = self._lowerings.digest(module)
            key = program_key(digest, jax_internals.serialize_options(options))
        if client is self._home:  # This is a fork, where that client has no threads.
            lowered = self._lowerings.lowered(module)
            return self._compile_elsewhere(key, lowered, options, host_callbacks)
        if key is not None:
            if (client, key) in self._compiled:
                return self._compiled[client, key]
            executable = self._loaded(key, client, executable_devices, options)
            if executable is not None:
                if self._may_compile:
                    return executable
                return self._made_portable(key, executable, module, options)
        module = self._lowerings.lowered(module)
        if not self._may_compile:
            self.missing += 1
            raise ProgramMissingError(str(module.operation.attributes["sym_name"]))
        self.usage.note_compiled(module)
        return self._compile(client, key, module, executable_devices, options, host_callbacks)

    def _compile(
        self,
        client: Client,
        key: str | None,
        module: Module,
        devices: Any,
        options: Any,
        host_callbacks: Sequence[Any],
    ) -> Executable:
        executable = jax_internals.compile_natively(
            client, module, devices, options, host_callbacks
        )
        if key is not None:
            self._compiled[client, key] = executable
            if self._recorded is not None:
                self._recorded[key] = jax_internals.serialize(executable)
        return executable

    def _made_portable(
        self, key: str, executable: Executable, module: Module, options: Any
    ) -> Executable:
        """The executable, made ready for the forks of a process that will be forked."""
        if key not in self._known.need_threads and not self._find_stalls:
            return executable
        return PortableExecutable(
            jax.devices()[0],
            jax_internals.donated_arguments(self._lowerings.lowered(module), executable),
            executable,
            partial(self._find_for_fork, key, options),
        )

    def _find_for_fork(self, key: str, options: Any) -> Executable | None:
        if self._home is None:
            return None
        if key in self._known.need_threads:
            return self._loaded_elsewhere(key, options)
        self.stalls.observe(key)
        return None

    def _compile_elsewhere(
        self, key: str | None, module: Module, options: Any, host_callbacks: Sequence[Any]
    ) -> Executable:
        executable = None if key is None else self._loaded_elsewhere(key, options)
        if executable is None:
            self.usage.note_compiled(module)
            own = self._own_client()
            devices = jax_internals.only_device(own)
            library = None if key is None else self._usable_library()
            if key is not None and library is not None:
                executable = self._borrowed(library, key, own, devices, options)
            if executable is None:
                executable = self._compile(own, key, module, devices, options, host_callbacks)
                if library is not None:
                    missed = ProgramText(text_of(module), jax_internals.serialize_options(options))
                    with self._asking():
                        library.miss(missed)
        donated = jax_internals.donated_arguments(module, executable)
        return PortableExecutable(jax.devices()[0], donated, executable, None)

    def _loaded_elsewhere(self, key: str, options: Any) -> Executable | None:
        own = self._own_client()
        if (own, key) not in self._compiled:
            executable = self._loaded(key, own, jax_internals.only_device(own), options)
            if executable is not None:
                self._compiled[own, key] = executable
        return self._compiled.get((own, key))

    def _usable_library(self) -> Library | None:
        # Only the thread that answers the judge may read what it sends, and nothing that interrupts
        # it there, as a signal's handler does.
        is_answering = (
            self.usage.is_counting
            and threading.current_thread() is threading.main_thread()
            and not self._is_asking
        )
        return self._library if is_answering else None

    @contextmanager
    def _asking(self) -> Iterator[None]:
        self._is_asking = True
        try:
            yield
        finally:
            self._is_asking = False

    def _borrowed(
        self, library: Library, key: str, client: Client, devices: Any, options: Any
    ) -> Executable | None:
        """A program that the judge has, loaded; None if it has none."""
        with self._asking():
            data = library.find(key)
        executable = self._deserialized(key, data, client, devices, options)
        if executable is not None:
            self._compiled[client, key] = executable
        return executable

    def _loaded(self, key: str, client: Client, devices: Any, options: Any) -> Executable | None:
        """A known program, loaded; None if it is unknown, or can't be loaded."""
        data = self._known.serialized.get(key)
        return self._deserialized(key, data, client, devices, options)

    def _deserialized(
        self, key: str, data: bytes | None, client: Client, devices: Any, options: Any
    ) -> Executable | None:
        if data is None:
            return None
        try:
            executable = jax_internals.deserialize(client, data, devices, options)
        except jax.errors.JaxRuntimeError:
            return None
        self._loaded_from[client, key] = executable, data
        return executable

    def _serialized(self, executable: Any) -> bytes:
        """An executable as bytes. XLA makes bytes that nobody can load of one that was loaded."""
        if isinstance(executable, PortableExecutable):
            executable = executable.executable
        for loaded, data in self._loaded_from.values():
            if loaded is executable:
                return data
        return jax_internals.serialize(executable)

    def _load_pickled(self, data: bytes) -> Executable:
        own = self._own_client()
        executable = jax_internals.deserialize(own, data, jax_internals.only_device(own))
        return PortableExecutable(jax.devices()[0], (), executable, None)

    def _own_client(self) -> Client:
        if self._own is None:
            self._own = jax_internals.make_client()
        return self._own
