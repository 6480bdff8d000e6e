package org.mapi.core.trace.generate;

import java.lang.foreign.MemorySegment;

/**
 * A TLS 1.3 session as an observer sees it: a ClientHello with the server's name, a ServerHello, then records whose content
 * looks encrypted.
 */
final class TlsScript implements TcpScript {
    private static final int HANDSHAKE = 22;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int APPLICATION_DATA = 23;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int VERSION_1_0 = 0x0301;
    private static final int VERSION_1_2 = 0x0303;
    private static final int VERSION_1_3 = 0x0304;
    private static final int SERVER_NAME = 0;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int PROTOCOLS = 16;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;
    private static final int X25519 = 29;
    private static final int KEY_LENGTH = 32;
    private static final int LONGEST_RECORD = 16_384 + 17;
    private static final int HTTPS = 443;

    private final GeneratorRandom random;
    private final Content content;
    private final Peers peers;
    private final ByteWriter writer = new ByteWriter();
    private final byte[] session = new byte[KEY_LENGTH];
    private int step;
    private int exchanges;
    private int records;
    private boolean client;
    private byte[] head;
    private int start;
    private int length;

    TlsScript(GeneratorRandom random, Content content, Peers peers) {
        this.random = random;
        this.content = content;
        this.peers = peers;
        exchanges = (int) random.skewed(1, 7);
        for (int i = 0; i < session.length; i++) {
            session[i] = (byte) random.below(256);
        }
    }

    @Override
    public boolean advance() {
        start = random.below(Content.STARTS);
        switch (step) {
            case 0 -> {
                client = true;
                length = 0;
                head = clientHello();
                step = 1;
            }
            case 1 -> {
                client = false;
                // the encrypted extensions, certificate and finished message
                length = random.between(1800, 4200);
                head = serverHello(length);
                step = 2;
            }
            case 2 -> {
                client = true;
                length = random.between(58, 74);
                head = writer.raw(changeCipherSpec()).u8(APPLICATION_DATA).u16(VERSION_1_2).u16(length).take();
                step = 3;
            }
            default -> {
                return talk();
            }
        }
        return true;
    }

    private boolean talk() {
        if (records == 0) {
            client = !client || step == 3;
            step = 4;
            if (client && exchanges-- == 0) {
                return false;
            }
            records = client ? 1 : 1 + (int) random.skewed(0, 3);
        }
        records--;
        length = (int) (client ? random.skewed(80, 1500) : random.perMille(700) ? random.skewed(60, 2500)
            : random.skewed(1000, LONGEST_RECORD));
        head = writer.u8(APPLICATION_DATA).u16(VERSION_1_2).u16(length).take();
        return true;
    }

    private byte[] clientHello() {
        writer.u8(HANDSHAKE).u16(VERSION_1_0);
        int record = writer.open(2);
        writer.u8(CLIENT_HELLO);
        int message = writer.open(3);
        writer.u16(VERSION_1_2).random(random, KEY_LENGTH).u8(KEY_LENGTH).raw(session);
        writer.u16(10).u16(0x1301).u16(0x1302).u16(0x1303).u16(0xc02b).u16(0xc02f);
        writer.u8(1).u8(0);
        int extensions = writer.open(2);
        byte[] name = peers.serverNameBytes();
        writer.u16(SERVER_NAME).u16(name.length + 5).u16(name.length + 3).u8(0).u16(name.length).raw(name);
        writer.u16(SUPPORTED_GROUPS).u16(6).u16(4).u16(X25519).u16(23);
        writer.u16(SIGNATURE_ALGORITHMS).u16(8).u16(6).u16(0x0403).u16(0x0804).u16(0x0401);
        writer.u16(PROTOCOLS).u16(14).u16(12).u8(2).raw(new byte[] {'h', '2'}).u8(8)
            .raw(new byte[] {'h', 't', 't', 'p', '/', '1', '.', '1'});
        writer.u16(SUPPORTED_VERSIONS).u16(5).u8(4).u16(VERSION_1_3).u16(VERSION_1_2);
        writer.u16(KEY_SHARE).u16(KEY_LENGTH + 6).u16(KEY_LENGTH + 4).u16(X25519).u16(KEY_LENGTH).random(random, KEY_LENGTH);
        return writer.close(extensions, 2).close(message, 3).close(record, 2).take();
    }

    private byte[] serverHello(int encrypted) {
        writer.u8(HANDSHAKE).u16(VERSION_1_2);
        int record = writer.open(2);
        writer.u8(SERVER_HELLO);
        int message = writer.open(3);
        writer.u16(VERSION_1_2).random(random, KEY_LENGTH).u8(KEY_LENGTH).raw(session).u16(0x1301).u8(0);
        int extensions = writer.open(2);
        writer.u16(SUPPORTED_VERSIONS).u16(2).u16(VERSION_1_3);
        writer.u16(KEY_SHARE).u16(KEY_LENGTH + 4).u16(X25519).u16(KEY_LENGTH).random(random, KEY_LENGTH);
        writer.close(extensions, 2).close(message, 3).close(record, 2);
        writer.u8(CHANGE_CIPHER_SPEC).u16(VERSION_1_2).u16(1).u8(1);
        return writer.u8(APPLICATION_DATA).u16(VERSION_1_2).u16(encrypted).take();
    }

    private static byte[] changeCipherSpec() {
        return new byte[] {CHANGE_CIPHER_SPEC, 3, 3, 0, 1, 1};
    }

    @Override
    public boolean fromClient() {
        return client;
    }

    @Override
    public byte[] head() {
        return head;
    }

    @Override
    public MemorySegment body() {
        return content.noise();
    }

    @Override
    public int bodyStart() {
        return start;
    }

    @Override
    public int bodyLength() {
        return length;
    }

    @Override
    public long thinkTime() {
        return step < 4 ? random.skewed(200 * Conversation.MICROSECOND, 20 * Conversation.MILLISECOND)
            : random.skewed(100 * Conversation.MICROSECOND, client ? 2 * Conversation.SECOND : 60 * Conversation.MILLISECOND);
    }

    @Override
    public int port() {
        return HTTPS;
    }
}
