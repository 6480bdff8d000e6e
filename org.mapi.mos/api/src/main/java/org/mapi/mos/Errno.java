package org.mapi.mos;

/** The error numbers (of Linux) that the original's calls set. */
public enum Errno {
    /** Not allowed here: wrong thread, or a passive source. */
    EPERM(1),
    /** There is no such thing. */
    ENOENT(2),
    /** The monitor's number is not valid. */
    EBADF(9),
    /** Try again, or wrong mix of flags. */
    EAGAIN(11),
    /** No memory, or none within the budget. */
    ENOMEM(12),
    /** The context is not valid, or the part must not be changed. */
    EACCES(13),
    /** What is to be set does not exist yet. */
    EFAULT(14),
    /** A value is wrong. */
    EINVAL(22),
    /** Too many monitors. */
    ENFILE(23),
    /** There is no such option. */
    ENOSYS(38),
    /** There is no packet, or nothing to read. */
    ENODATA(61),
    /** Not a monitor. */
    ENOTSOCK(88),
    /** Not an option of this kind of monitor. */
    ENOPROTOOPT(92),
    /** Not a call for this kind of monitor. */
    ESOCKTNOSUPPORT(94),
    /** Not a supported address family. */
    EAFNOSUPPORT(97),
    /** There is no flow, or it is in a state that does not allow this. */
    ENOTCONN(107);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    /** The number, as errno of Linux. */
    public int number() {
        return number;
    }
}
