"""Success: a system call that no submission needs is let through, with whatever arguments.
verdict: accepted
"""

import ctypes
import errno
import sys

import jax
import jax.numpy as jnp

# Names, each with its number.
CALLS = """
    socket 41 connect 42 sendto 44 sendmsg 46 bind 49 socketpair 53 fork 57 execve 59 execveat
    322 clone3 435 wait4 61 rename 82 mkdir 83 creat 85 link 86 unlink 87 symlink 88 chmod 90
    chown 92 mknod 133 utimensat 280 setxattr 188 truncate 76 chdir 80 chroot 161 pivot_root 155
    mount 165 umount2 166 open_tree 428 move_mount 429 fsopen 430 mount_setattr 442 ptrace 101
    process_vm_readv 310 process_vm_writev 311 kcmp 312 pidfd_open 434 pidfd_getfd 438
    pidfd_send_signal 424 process_madvise 440 shmget 29 shmat 30 semget 64 msgget 68 mq_open 240
    memfd_create 319 setuid 105 setresuid 117 setgroups 116 setsid 112 setpgid 109 capset 126
    setrlimit 160 setns 308 unshare 272 seccomp 317 syslog 103 personality 135 sysfs 139
    setpriority 141 acct 163 settimeofday 164 adjtimex 159 clock_settime 227 sethostname 170
    swapon 167 reboot 169 iopl 172 ioperm 173 init_module 175 finit_module 313 kexec_load 246
    kexec_file_load 320 bpf 321 perf_event_open 298 userfaultfd 323 io_setup 206 io_uring_setup
    425 keyctl 250 add_key 248 request_key 249 quotactl 179 fanotify_init 300 inotify_init1 294
    signalfd4 289 timerfd_create 283 timer_create 222 name_to_handle_at 303 open_by_handle_at
    304 lookup_dcookie 212 vmsplice 278 splice 275 tee 276 sendfile 40 copy_file_range 326 mlock
    149 mbind 237 move_pages 279 migrate_pages 256 remap_file_pages 216 pkey_mprotect 329
    modify_ldt 154 landlock_create_ruleset 444 vhangup 153
"""
REFUSED = (errno.EPERM, errno.ENOSYS)
libc = ctypes.CDLL(None, use_errno=True)


def attack(number: float) -> jax.Array:
    words = iter(CALLS.split())
    passed = [name for name, call in zip(words, words, strict=True) if is_let_through(int(call))]
    sys.stdout.write(" ".join(passed))
    return jnp.asarray(number * bool(passed))


def is_let_through(call: int) -> bool:
    result = libc.syscall(ctypes.c_long(call), *[ctypes.c_long(-1)] * 6)
    return result >= 0 or ctypes.get_errno() not in REFUSED
