package org.mapi.memif;

/**
 * The forty results of libmemif, with its numbers: {@code MEMIF_ERR_<name>} has the code {@link #code()}. Burst calls return the
 * negated code when they did nothing; everything else throws {@link MemifException}.
 */
public enum MemifError {
    /** 0. */
    SUCCESS("success"),
    /** 1. */
    SYSCALL("system call failed"),
    /** 2. */
    CONNREFUSED("connection refused"),
    /** 3. */
    ACCES("permission denied"),
    /** 4. */
    NO_FILE("file does not exist"),
    /** 5. */
    FILE_LIMIT("system open file limit reached"),
    /** 6. */
    PROC_FILE_LIMIT("process open file limit reached"),
    /** 7. */
    ALREADY("connection already requested"),
    /** 8. */
    AGAIN("file descriptor is not a socket, or the operation would block"),
    /** 9. */
    BAD_FD("invalid file descriptor"),
    /** 10. */
    NOMEM("out of memory"),
    /** 11. */
    INVAL_ARG("invalid argument"),
    /** 12. */
    NOCONN("handle points to no connection"),
    /** 13. */
    CONN("handle points to an existing connection"),
    /** 14. */
    CB_FDUPDATE("the control fd update callback failed"),
    /** 15. */
    FILE_NOT_SOCK("the socket file exists, but is not a socket"),
    /** 16. */
    NO_SHMFD("missing shared memory fd"),
    /** 17. */
    COOKIE("wrong cookie on ring"),
    /** 18. */
    NOBUF_RING("ring buffer full"),
    /** 19. */
    NOBUF("not enough memif buffers"),
    /** 20. */
    NOBUF_DET("details need a larger buffer"),
    /** 21. */
    INT_WRITE("sending the interrupt failed"),
    /** 22. */
    MFMSG("malformed message received"),
    /** 23. */
    QID("invalid queue id"),
    /** 24. */
    PROTO("incompatible protocol version"),
    /** 25. */
    ID("unmatched interface id"),
    /** 26. */
    ACCSLAVE("slave cannot accept connection requests"),
    /** 27. */
    ALRCONN("already connected"),
    /** 28. */
    MODE("mode mismatch"),
    /** 29. */
    SECRET("incorrect secret"),
    /** 30. */
    NOSECRET("secret required"),
    /** 31. */
    MAXREG("region limit reached"),
    /** 32. */
    MAXRING("ring limit reached"),
    /** 33. */
    NO_INTFD("missing interrupt fd"),
    /** 34. */
    DISCONNECT("disconnect received"),
    /** 35. */
    DISCONNECTED("interface is disconnected"),
    /** 36. */
    UNKNOWN_MSG("unknown message type"),
    /** 37. */
    POLL_CANCEL("polling was cancelled"),
    /** 38. */
    MAX_RING("ring size too large"),
    /** 39. */
    PRIVHDR("private headers not supported");

    private static final MemifError[] BY_CODE = values();
    private static final int ENOENT = 2;
    private static final int EBADF = 9;
    private static final int EAGAIN = 11;
    private static final int ENOMEM = 12;
    private static final int EACCES = 13;
    private static final int ENFILE = 23;
    private static final int EMFILE = 24;
    private static final int ECONNREFUSED = 111;
    private static final int EALREADY = 114;

    private final String text;

    MemifError(final String text) {
        this.text = text;
    }

    /**
     * libmemif's number.
     *
     * @return 0 to 39
     */
    public int code() {
        return ordinal();
    }

    /**
     * libmemif's name.
     *
     * @return for example MEMIF_ERR_QID
     */
    public String cName() {
        return "MEMIF_ERR_" + name();
    }

    /**
     * What the error means, in a few words.
     *
     * @return never null
     */
    public String text() {
        return text;
    }

    /**
     * The error of a code, or of the negated code that a burst call returned.
     *
     * @param code -39 to 39
     * @return the error
     * @throws IllegalArgumentException if there is no such code
     */
    public static MemifError of(final int code) {
        final int positive = Math.abs(code);
        if (positive < 0 || positive >= BY_CODE.length) {
            throw new IllegalArgumentException("no memif error: code=" + code + ", expected 0 to " + (BY_CODE.length - 1));
        }
        return BY_CODE[positive];
    }

    /**
     * Counterpart of memif_strerror.
     *
     * @param code any number
     * @return the text, "undefined error" for a number that is no code
     */
    public static String strerror(final int code) {
        return code < 0 || code >= BY_CODE.length ? "undefined error" : BY_CODE[code].text;
    }

    /**
     * Maps an errno as libmemif does.
     *
     * @param errno a Linux errno, 0 or more
     * @return the error, SYSCALL for everything that has no code of its own
     */
    public static MemifError ofErrno(final int errno) {
        return switch (errno) {
            case 0 -> SUCCESS;
            case EACCES -> ACCES;
            case ENFILE -> FILE_LIMIT;
            case EMFILE -> PROC_FILE_LIMIT;
            case ENOMEM -> NOMEM;
            case ECONNREFUSED -> CONNREFUSED;
            case EALREADY -> ALREADY;
            case EAGAIN -> AGAIN;
            case EBADF -> BAD_FD;
            case ENOENT -> NO_FILE;
            default -> SYSCALL;
        };
    }
}
