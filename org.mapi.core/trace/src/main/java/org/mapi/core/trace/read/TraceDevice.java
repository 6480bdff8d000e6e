package org.mapi.core.trace.read;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.ReadAhead;
import org.mapi.packet.LinkType;

/**
 * A capture device over one or more trace files, read once or replayed.
 *
 * <p>An OFFLINE device hands out the packets of its files with their own times, as fast as they are fetched. A REPLAY device
 * plays them at a pace and as often as asked; there every file after the first, and every further pass, starts its gap after
 * the latest packet so far, so that time never jumps back.
 *
 * <p>A corrupt or cut file ends the device after its last readable packet; {@link #failure()} then says where and why.
 */
public final class TraceDevice implements CaptureDevice {
    /** Stretches without a packet (huge unknown blocks) after which a poll returns to let the agent live. */
    private static final int MAXIMUM_FILLS = 64;

    private final String name;
    private final List<TraceInput> inputs;
    private final TraceOptions options;
    private final ReplayPace pace;
    private final TraceBuffer buffer;
    /** What another thread reads; null where none may. */
    private final ChunkAhead ahead;
    private final InterfaceTable table = new InterfaceTable();
    private final long size;
    private TraceFile file;
    private boolean aligned;
    private boolean early;
    private int nextInput;
    private long pass = 1;
    private long passStart;
    private boolean playing;
    private long latest;
    private int publishedInterfaces = -1;
    private String deviceType;
    private long finishedPosition;
    private long finishedKernelDrops;
    private long finishedInterfaceDrops;
    private long finishedUnsupported;
    private boolean closed;

    // written by the polling thread only, read by any
    private volatile DeviceProperties properties;
    private volatile boolean ended;
    private volatile MapiException failure;
    private volatile long received;
    private volatile long kernelDrops;
    private volatile long interfaceDrops;
    private volatile long unsupported;
    private volatile long bad;
    private volatile long position;

    private TraceDevice(String name, List<TraceInput> inputs, TraceOptions options, LongSupplier nanoClock,
                        boolean ahead) {
        this.name = name;
        this.inputs = List.copyOf(inputs);
        this.options = options;
        pace = new ReplayPace(options.speed(), nanoClock);
        size = totalSize();
        boolean possible = ahead && options.speed() == TraceOptions.FULL_SPEED && options.passes() == 1
            && inputs.stream().allMatch(TraceInput::repeatable);
        this.ahead = possible ? new ChunkAhead() : null;
        buffer = new TraceBuffer(this.ahead);
    }

    /**
     * Opens a device that one thread reads.
     *
     * @param name      the device's name, for messages
     * @param inputs    what to read, in order, at least one
     * @param options   how
     * @param nanoClock monotonic nanoseconds, {@code System::nanoTime}
     * @return the device, ready to be polled
     * @throws MapiException MAPI_ERROR_FILE when the first input cannot be read, PCAP_OPEN_ERR when it is no trace,
     *     MAPI_CONFIGURATION when several passes are asked of an input that can be read only once
     */
    public static TraceDevice open(String name, List<TraceInput> inputs, TraceOptions options, LongSupplier nanoClock) {
        return open(name, inputs, options, nanoClock, false);
    }

    /**
     * As {@link #open(String, List, TraceOptions, LongSupplier)}.
     *
     * @param ahead whether another thread may {@linkplain #readAhead read ahead}: large regular files, once, at full speed
     */
    public static TraceDevice open(String name, List<TraceInput> inputs, TraceOptions options, LongSupplier nanoClock,
                                   boolean ahead) {
        TraceDevice device = new TraceDevice(name, inputs, options, nanoClock, ahead);
        boolean done = false;
        try {
            device.start();
            done = true;
            return device;
        } finally {
            if (!done) {
                device.close();
            }
        }
    }

    private long totalSize() {
        long total = 0;
        for (TraceInput input : inputs) {
            long one = input.size();
            if (one < 0) {
                return -1;
            }
            total += one;
        }
        return options.passes() > Long.MAX_VALUE / Math.max(total, 1) ? -1 : total * options.passes();
    }

    private void start() {
        for (TraceInput input : inputs) {
            if (options.passes() > 1 && !input.repeatable()) {
                throw new MapiException(MapiError.MAPI_CONFIGURATION, "device " + name + ": option " + TraceOptions.LOOP
                    + " needs a regular file, " + input.name() + " can be read only once");
            }
        }
        try {
            openNext();
            file.prime(buffer, table, new PacketBatch());
        } catch (IOException e) {
            if (file == null || table.isEmpty()) {
                throw unreadable(e);
            }
            fail(e);
        } catch (CorruptRecordException e) {
            if (table.isEmpty()) {
                throw new MapiException(MapiError.PCAP_OPEN_ERR, where() + ": byte "
                    + buffer.position(e.at()) + ": " + e.getMessage());
            }
            fail(e);
        }
        publish();
    }

    private TraceInput input() {
        return inputs.get(Math.max(0, nextInput - 1));
    }

    private void openNext() throws IOException, CorruptRecordException {
        nextInput++;
        file = TraceFile.open(input(), buffer, options, table);
        aligned = !options.replay();
        if (deviceType == null) {
            deviceType = file.reader.deviceType();
        }
    }

    @Override
    public DeviceProperties properties() {
        return properties;
    }

    @Override
    public int poll(int queue, PacketBatch batch, int limit) {
        if (ended) {
            return END;
        }
        int start = batch.size();
        try {
            fetch(batch, start, start + limit);
        } catch (CorruptRecordException e) {
            fail(e);
        } catch (IOException e) {
            fail(e);
        }
        int count = batch.size() - start;
        if (count > 0) {
            account(batch, start);
        }
        publish();
        return count == 0 && ended ? END : count;
    }

    private void fetch(PacketBatch batch, int start, int limit) throws IOException, CorruptRecordException {
        int fills = 0;
        early = false;
        if (ahead != null) {
            ahead.poll();
        }
        while (!ended) {
            if (file == null) {
                openNext();
            }
            RecordReader.Outcome outcome = file.reader.read(buffer, batch, limit, aligned ? pace.horizon() : 0, !aligned);
            if (outcome == RecordReader.Outcome.FULL) {
                return;
            }
            if (outcome == RecordReader.Outcome.EARLY) {
                if (aligned) {
                    early = true;
                    return;
                }
                align();
                continue;
            }
            if (batch.size() > start) {
                // what is read next may lie where these are
                if (ahead != null && buffer.whole()) {
                    ahead.atBoundary(buffer);
                }
                return;
            }
            if (fills++ == MAXIMUM_FILLS || !fill()) {
                return;
            }
        }
    }

    /** Reads more, or ends the file; false when there is nothing now. */
    private boolean fill() throws IOException, CorruptRecordException {
        int count = buffer.fill(file.source);
        if (count < 0) {
            finishFile();
        }
        return count != 0;
    }

    /** Fits the first packet of a file to what was played before. */
    private void align() {
        RecordReader reader = file.reader;
        if (playing) {
            reader.shift = latest + options.gapNanos() - reader.pending;
        } else {
            playing = true;
            latest = reader.pending;
            pace.start(reader.pending);
        }
        aligned = true;
    }

    private void finishFile() throws CorruptRecordException {
        String unfinished = file.reader.unfinished(buffer);
        if (unfinished != null) {
            throw new CorruptRecordException(buffer.from, "the file ends in " + unfinished);
        }
        closeFile();
        if (nextInput == inputs.size()) {
            // a pass without a packet would be followed by endless others
            if (pass == options.passes() || received == passStart) {
                ended = true;
                return;
            }
            pass++;
            passStart = received;
            nextInput = 0;
        }
    }

    private void closeFile() {
        if (file == null) {
            return;
        }
        RecordReader reader = file.reader;
        finishedKernelDrops += reader.droppedByKernel;
        finishedInterfaceDrops += reader.droppedByInterface;
        finishedUnsupported += reader.unsupported;
        finishedPosition += file.source.position();
        file.close();
        file = null;
    }

    private void account(PacketBatch batch, int start) {
        int end = batch.size();
        // this thread is the only writer of the counters
        long now = received + end - start;
        received = now;
        if (options.replay()) {
            long last = latest;
            for (int i = start; i < end; i++) {
                last = Math.max(last, batch.timestamp(i));
            }
            latest = last;
        }
    }

    private void publish() {
        if (table.version() != publishedInterfaces) {
            publishedInterfaces = table.version();
            List<CaptureInterface> interfaces = table.isEmpty()
                ? List.of(new CaptureInterface("", LinkType.ETHERNET, TraceBuffer.MAXIMUM_CAPTURE_LENGTH,
                    "placeholder: the trace announces no interface")) : table.list();
            int longest = interfaces.stream().mapToInt(CaptureInterface::captureLength).max().orElseThrow();
            properties = new DeviceProperties(options.replay() ? DeviceKind.REPLAY : DeviceKind.OFFLINE, deviceType, longest,
                options.linkSpeed(), interfaces);
        }
        RecordReader reader = file == null ? null : file.reader;
        kernelDrops = finishedKernelDrops + (reader == null ? 0 : reader.droppedByKernel);
        interfaceDrops = finishedInterfaceDrops + (reader == null ? 0 : reader.droppedByInterface);
        unsupported = finishedUnsupported + (reader == null ? 0 : reader.unsupported);
        position = finishedPosition + (reader == null ? 0 : file.source.position());
    }

    private void fail(CorruptRecordException e) {
        if (file == null) {
            end(new MapiException(MapiError.PCAP_OPEN_ERR, where() + ": byte "
                + buffer.position(e.at()) + ": " + e.getMessage()));
            return;
        }
        corrupt("packet " + (file.reader.packets + 1) + " at byte " + buffer.position(e.at()) + ": " + e.getMessage());
    }

    private void fail(IOException e) {
        if (file == null) {
            end(unreadable(e));
        } else if (e instanceof CorruptSourceException) {
            corrupt("packet " + (file.reader.packets + 1) + " at byte " + buffer.position(buffer.from) + ": " + e.getMessage());
        } else {
            end(unreadable(e));
        }
    }

    private void corrupt(String where) {
        long next = bad + 1;
        bad = next;
        end(new MapiException(MapiError.MAPI_CORRUPT_FILE, where() + ": the " + file.reader.format()
            + " trace is corrupt: " + where + "; packets read before it: " + file.reader.packets));
    }

    private void end(MapiException reason) {
        failure = reason;
        ended = true;
        closeFile();
    }

    private MapiException unreadable(IOException e) {
        String reason = switch (e) {
            case NoSuchFileException x -> "no such file";
            case AccessDeniedException x -> "permission denied";
            default -> e.getMessage();
        };
        return new MapiException(e instanceof CorruptSourceException ? MapiError.PCAP_OPEN_ERR : MapiError.MAPI_ERROR_FILE,
            where() + ": cannot be read: " + reason, e);
    }

    /** The device and, where its name does not tell it, the file. */
    private String where() {
        String path = input().name();
        return "device " + name + (name.endsWith(path) ? "" : ": " + path);
    }

    @Override
    public Optional<ReadAhead> readAhead() {
        return Optional.ofNullable(ahead);
    }

    @Override
    public void await(int queue, long nanos) {
        TraceFile current = file;
        if (ended || current == null) {
            return;
        }
        if (early) {
            long wait = Math.min(nanos, pace.until(current.reader.pending));
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
            }
        } else if (current.source.live()) {
            current.source.await(nanos);
        }
    }

    @Override
    public DeviceStatistics statistics() {
        return new DeviceStatistics(received, kernelDrops, interfaceDrops, unsupported, bad, position, size);
    }

    @Override
    public Optional<MapiException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            ended = true;
            closeFile();
            buffer.close();
        }
    }
}
