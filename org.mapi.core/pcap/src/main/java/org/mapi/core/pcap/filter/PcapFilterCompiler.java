package org.mapi.core.pcap.filter;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureFilter;
import org.mapi.capture.FilterCompiler;
import org.mapi.packet.LinkType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The service that compiles capture filters: libpcap translates the expression, the program runs in Java.
 *
 * <p>libpcap works as if it read a capture file of the packets' link type, because a program made for a live capture may contain
 * instructions that only the kernel understands: {@code inbound} on Ethernet is an error, not a filter that never matches.
 * Filters with equal programs share one generated class.
 *
 * <p>Nothing that an expression says can harm the process: only printable ASCII reaches libpcap, at most
 * {@value #LONGEST_EXPRESSION} characters of it, on a thread of its own with a stack that its recursions fit on. libpcap's
 * optimiser takes time with the square of the expression and more (half a minute for 8,000 characters of
 * {@code port 1 or port 2 ...}), so expressions of more than {@value #LONGEST_OPTIMISED} characters are not optimised. Names of
 * hosts and networks are looked up by libpcap, as tcpdump does; whoever waits for that longer than {@value #PATIENCE_SECONDS} s
 * gets an error.
 */
@Component(service = FilterCompiler.class)
public final class PcapFilterCompiler implements FilterCompiler {
    /** Longest expression that is compiled. */
    public static final int LONGEST_EXPRESSION = 8192;
    /** Longest expression that libpcap's optimiser is let loose on. */
    public static final int LONGEST_OPTIMISED = 2048;
    private static final int LAST_LINK_TYPE = 0xffff;
    private static final int PATIENCE_SECONDS = 20;
    /** As large as the stack that tcpdump's main thread has by default; 64 KiB of nesting stay far below. */
    private static final long STACK = 8L << 20;
    private static final int LONGEST_SHOWN = 200;
    /** libpcap before 1.8 compiles one expression at a time only. */
    private static final Object LIBPCAP = new Object();
    private static final FilterCodeCache CACHE = new FilterCodeCache();
    private static Translator loaded;

    private final boolean training;

    /** Makes the compiler; libpcap is loaded at the first use. */
    @Activate
    public PcapFilterCompiler() {
        this(true);
    }

    /**
     * Makes the compiler; libpcap is loaded at the first use.
     *
     * @param training whether new filters run on made-up packets until they are compiled, for at most 15 ms, before they are
     *                 given out. Not worth the wait for a program whose filters do not change while packets flow.
     */
    public PcapFilterCompiler(boolean training) {
        this.training = training;
    }

    /**
     * Loads libpcap and what generates code, by compiling a small filter: what the first {@link #compile} of a process would take
     * long for. A program calls it on a thread of its own while it has other things to do; it need not.
     *
     * @throws MapiException as {@link #compile}
     */
    public static void prepare() {
        CACHE.code(translate("ip", LinkType.ETHERNET, LAST_LINK_TYPE, 0, false));
    }

    @Override
    public CaptureFilter compile(String expression, int linkType, int captureLength, int netmask) {
        if (captureLength < 1) {
            throw new MapiException(MapiError.PCAP_BPF_ERR, "filter " + shown(expression) + ": capture length=" + captureLength
                + ", expected at least 1");
        }
        if (linkType < 0 || linkType > LAST_LINK_TYPE) {
            throw new MapiException(MapiError.PCAP_OPEN_DEAD_ERR, "filter " + shown(expression) + ": link type=" + linkType
                + ", expected 0 to " + LAST_LINK_TYPE);
        }
        requireHarmless(expression);
        ProgramFilter filter = filter(expression, linkType, captureLength, netmask, false);
        if (linkType == LinkType.NULL) {
            ProgramFilter other = filter(expression, linkType, captureLength, netmask, true);
            return other.program().equals(filter.program()) ? filter : filter.orSwapped(other);
        }
        return filter;
    }

    private ProgramFilter filter(String expression, int linkType, int captureLength, int netmask, boolean swapped) {
        FilterCode code = CACHE.code(translate(expression, linkType, captureLength, netmask, swapped));
        ProgramFilter filter = code.filter(expression, linkType);
        if (training && code.untrained()) {
            FilterTraining.train(filter);
        }
        return filter;
    }

    private static void requireHarmless(String expression) {
        if (expression.length() > LONGEST_EXPRESSION) {
            throw new MapiException(MapiError.PCAP_BPF_ERR, "filter " + shown(expression) + ": length=" + expression.length()
                + " characters, expected at most " + LONGEST_EXPRESSION);
        }
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if ((c < ' ' || c > '~') && c != '\t' && c != '\n' && c != '\r') {
                throw new MapiException(MapiError.PCAP_BPF_ERR, "filter " + shown(expression) + ": character "
                    + String.format("U+%04X", (int) c) + " at position " + (i + 1) + ", expected printable ASCII");
            }
        }
    }

    /**
     * Asks libpcap.
     *
     * @param swapped whether the packets come from a system with the other byte order
     */
    static FilterProgram translate(String expression, int linkType, int captureLength, int netmask, boolean swapped) {
        boolean optimise = expression.length() <= LONGEST_OPTIMISED;
        Translator.Translation result = patiently(expression,
            text -> translator().translate(linkType, swapped, captureLength, text, optimise, netmask));
        if (result.error() == null) {
            return FilterProgram.of(result.instructions());
        }
        if (result.error().contains("unknown data link type")) {
            throw new MapiException(MapiError.PCAP_OPEN_DEAD_ERR, "filter " + shown(expression) + ": link type " + linkType
                + " is not known to libpcap (" + result.error() + ")");
        }
        UnaryOperator<String> probe =
            text -> translator().translate(linkType, swapped, captureLength, text, false, netmask).error();
        FilterErrorPosition.Piece piece = patiently(expression, text -> FilterErrorPosition.find(text, result.error(), probe));
        String hint = result.error().startsWith("inbound/outbound") ? "; the direction is an option of the live device" : "";
        throw new MapiException(MapiError.PCAP_BPF_ERR, "filter " + shown(expression) + ": " + result.error()
            + where(expression, piece) + hint);
    }

    private static String where(String expression, FilterErrorPosition.Piece piece) {
        if (piece == null) {
            return "";
        }
        String text = expression.substring(piece.start(), piece.end());
        return " at position " + (piece.start() + 1) + (text.isEmpty() ? " (the end)" : ", " + shown(text));
    }

    /** The text in quotes, its middle left out when it is long. */
    private static String shown(String text) {
        String printable = text.length() <= LONGEST_SHOWN ? text
            : text.substring(0, LONGEST_SHOWN / 2) + " ... " + text.substring(text.length() - LONGEST_SHOWN / 2);
        return "\"" + printable + "\"";
    }

    /** Loads libpcap at the first use; again, where that failed. */
    private static Translator translator() {
        synchronized (LIBPCAP) {
            if (loaded == null) {
                loaded = new Translator();
            }
            return loaded;
        }
    }

    private interface Task<T> {
        T run(String expression);
    }

    /** Runs a task of libpcap on a thread of its own, one at a time, and waits for it no longer than people would. */
    private static <T> T patiently(String expression, Task<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(null, () -> {
            try {
                synchronized (LIBPCAP) {
                    result.complete(task.run(expression));
                }
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        }, "mapi-filter-compiler", STACK);
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new MapiException(MapiError.PCAP_BPF_ERR, "filter " + shown(expression) + ": no answer from libpcap within "
                + PATIENCE_SECONDS + " s (does it, or a filter compiled before it, name hosts that cannot be looked up?)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MapiException(MapiError.MAPI_SHUTTING_DOWN,
                "filter " + shown(expression) + ": interrupted while compiling", e);
        } catch (ExecutionException e) {
            throw failure(expression, e.getCause());
        }
    }

    private static MapiException failure(String expression, Throwable cause) {
        if (cause instanceof LinkageError) {
            return new MapiException(MapiError.PCAP_OPEN_DEAD_ERR, "filter " + shown(expression)
                + ": libpcap cannot be loaded (" + cause.getMessage() + "); on Debian: apt-get install libpcap0.8", cause);
        }
        return new MapiException(MapiError.PCAP_BPF_ERR, "filter " + shown(expression) + ": " + cause.getMessage(), cause);
    }
}
