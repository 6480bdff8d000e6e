package org.mapi.run.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Traces of the applications that the shared captures do not hold, each with conversations that look similar and are not.
 *
 * @param function the tracker
 * @param trace    the file
 * @param passing  ports of the connections that pass, and how many packets at their beginning do not
 */
record MadeConversations(String function, Path trace, Map<Integer, Integer> passing) {
    private static final String CLIENT = "192.0.2.1";
    private static final String SERVER = "198.51.100.2";
    private static final String PEER = "203.0.113.3";
    private static final String CLIENT_6 = "2001:db8::1";
    private static final String SERVER_6 = "2001:db8::2";
    /** SYN, SYN and ACK, ACK. */
    private static final int HANDSHAKE = 3;

    private static MadeConversations of(String function, MadeTrace trace, Map<Integer, Integer> passing) throws IOException {
        return new MadeConversations(function, trace.write(function), passing);
    }

    static MadeConversations ftp() throws IOException {
        return ftp("TRACK_FTP", "227 Entering Passive Mode (198,51,1", "00,2,195,80)\r\n");
    }

    /** The same with every announcement in one segment, as tshark needs it. */
    static MadeConversations ftpUnsplit() throws IOException {
        return ftp("TRACK_FTP-unsplit", "227 Entering Passive Mode (198,51,100,2,195,80)\r\n", "226 x\r\n");
    }

    private static MadeConversations ftp(String name, String reply, String rest) throws IOException {
        final String client = CLIENT + "/40000";
        final String server = SERVER + "/21";
        final String client6 = CLIENT_6 + "/40000";
        final String server6 = SERVER_6 + "/21";
        final MadeTrace trace = new MadeTrace().open(client, server).say(server, client, "220 ready\r\n")
            .say(client, server, "PASV\r\n").say(server, client, reply).say(server, client, rest)
            .say(client, server, "RETR a\r\n")
            .talk(CLIENT + "/40001", SERVER + "/50000", "", "data of a file")
            .talk(CLIENT + "/40002", SERVER + "/50001", "", "not announced")
            .say(client, server, "PORT 192,0,2,1,4,1\r\nLIST\r\n").talk(SERVER + "/20", CLIENT + "/1025", "a list", "")
            .close(client, server)
            .open(client6, server6).say(client6, server6, "EPSV\r\n")
            .say(server6, client6, "229 Entering Extended Passive Mode (|||6446|)\r\n")
            .talk(CLIENT_6 + "/40001", SERVER_6 + "/6446", "", "data over IPv6").close(client6, server6);
        return new MadeConversations("TRACK_FTP", trace.write(name), Map.of(21, HANDSHAKE, 50_000, 0, 1025, 0, 6446, 0));
    }

    static MadeConversations gnutella() throws IOException {
        return of("TRACK_GNUTELLA", new MadeTrace()
            .talk(CLIENT + "/40000", SERVER + "/6346", "GNUTELLA CONNECT/0.6\r\n\r\n", "GNUTELLA/0.6 200 OK\r\n\r\n")
            .talk(CLIENT_6 + "/40001", SERVER_6 + "/6347", "get /uri-res/n2r?urn:sha1:ABC HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n")
            .talk(CLIENT + "/40002", SERVER + "/80", "GET /gnutella HTTP/1.1\r\n", "x".repeat(92) + "GNUTELLA/"),
            Map.of(6346, HANDSHAKE, 6347, HANDSHAKE));
    }

    static MadeConversations torrent() throws IOException {
        return of("TRACK_TORRENT", new MadeTrace()
            .talk(CLIENT + "/40000", SERVER + "/6881", "\u0013BitTorrent protocol" + "x".repeat(48), "\u0013BitTorrent protocol")
            .datagram(CLIENT + "/6882", SERVER + "/6883", "d1:ad2:id20:aaaaaaaaaaaaaaaaaaaae1:q4:ping1:t2:aa1:y1:qe")
            .datagram(SERVER + "/6883", CLIENT + "/6882", "d1:rd2:id20:aaaaaaaaaaaaaaaaaaaae1:t2:aa1:y1:re")
            .talk(CLIENT + "/40001", SERVER + "/6969", "GET /announce?info_hash=%aa%bb HTTP/1.0\r\n\r\n", "HTTP/1.0 200 OK\r\n")
            .talk(CLIENT + "/40002", SERVER + "/4662", "GET /announce?info_hash=%aa%bb HTTP/1.0\r\n\r\n", "HTTP/1.0 200 OK\r\n")
            .talk(CLIENT + "/40003", SERVER + "/80", "GET /BitTorrent%20protocol HTTP/1.0\r\n\r\n", "HTTP/1.0 200 OK\r\n"),
            Map.of(6881, HANDSHAKE, 6883, 0, 6969, HANDSHAKE));
    }

    static MadeConversations directConnect() throws IOException {
        final String hub = SERVER + "/411";
        return of("TRACK_DC", new MadeTrace().open(CLIENT + "/40000", hub)
            .say(hub, CLIENT + "/40000", "$Lock EXTENDEDPROTOCOL_hub Pk=x|$HubName y|")
            .say(CLIENT + "/40000", hub, "$ConnectToMe peer 192.0.").say(CLIENT + "/40000", hub, "2.1:1412|")
            .talk(PEER + "/40001", CLIENT + "/1412", "encrypted, or nothing known", "x")
            .talk(PEER + "/40002", CLIENT + "/1413", "$MyNick peer|$Lock EXTENDEDPROTOCOL x|", "$MyNick me|")
            .talk(PEER + "/40003", CLIENT + "/1414", "echo $MyNick", "x").close(CLIENT + "/40000", hub),
            Map.of(411, HANDSHAKE, 1412, 0, 1413, HANDSHAKE));
    }

    static MadeConversations edonkey() throws IOException {
        final String hello = "\u00e3\u0011\0\0\0\u0001" + "x".repeat(16);
        return of("TRACK_EDONKEY", new MadeTrace()
            .talk(CLIENT + "/40000", SERVER + "/4662", hello, "\u00c5\u0005\0\0\0\u0002yyyy")
            .talk(CLIENT_6 + "/40001", SERVER_6 + "/4663", hello.substring(0, 9), hello.substring(0, 9))
            .datagram(CLIENT + "/4672", SERVER + "/4665", "\u00e3\u0096abcd")
            .datagram(CLIENT + "/4673", SERVER + "/4666", "\u00e3\u0096abc")
            .open(CLIENT + "/40002", SERVER + "/4664").say(CLIENT + "/40002", SERVER + "/4664", hello.substring(0, 9))
            .say(CLIENT + "/40002", SERVER + "/4664", hello.substring(9)),
            Map.of(4662, HANDSHAKE, 4665, 0, 4664, HANDSHAKE + 2));
    }

    static MadeConversations ipOverIp() throws IOException {
        final byte[] inner = new byte[40];
        inner[0] = 0x45;
        inner[3] = 40;
        return of("TRACK_IPOVERIP", new MadeTrace().packet(CLIENT, SERVER, 4, inner).packet(CLIENT_6, SERVER_6, 4, inner)
            .packet(CLIENT, SERVER, 50, inner).datagram(CLIENT + "/1", SERVER + "/2", "x"), Map.of());
    }

    static MadeConversations irc() throws IOException {
        final String server = SERVER + "/6667";
        return of("TRACK_IRC", new MadeTrace().open(CLIENT + "/40000", server)
            .say(server, CLIENT + "/40000", ":irc.example NOTICE AUTH :*** Looking up your hostname\r\n")
            .say(CLIENT + "/40000", server, "PRIVMSG you :\u0001DCC SEND file 3221225985 5000 12\u0001\r\n")
            .talk(PEER + "/40001", CLIENT + "/5000", "", "the file").close(CLIENT + "/40000", server)
            .talk(CLIENT + "/40002", SERVER + "/80", "GET / HTTP/1.0\r\n\r\n", "<form ACTION=\"x\">NOTICE this</form>"),
            Map.of(6667, HANDSHAKE, 5000, 0));
    }

    static MadeConversations skype() throws IOException {
        final String question = "\u0002ui\u0005skype\u0003com\0\0\u0001\0\u0001";
        final MadeTrace trace = new MadeTrace()
            .datagram(CLIENT + "/5353", PEER + "/53", "\0\u0001\u0001\0\0\u0001\0\0\0\0\0\0" + question)
            .datagram(PEER + "/53", CLIENT + "/5353", "\0\u0001\u0081\u0080\0\u0001\0\u0001\0\0\0\0" + question
                + "\u00c0\u000c\0\u0001\0\u0001\0\0\0<\0\u0004\u00c6\u0033\u0064\u0002")
            .talk(CLIENT + "/40000", SERVER + "/33033", "login", "welcome");
        for (int i = 0; i < 4; i++) {
            trace.pause(1).datagram(CLIENT + "/30000", PEER + "/" + (40_000 + i), "a call")
                .datagram(PEER + "/" + (40_000 + i), CLIENT + "/30000", "a call");
        }
        trace.datagram(CLIENT + "/30001", PEER + "/41000", "a game").pause(8);
        trace.datagram(CLIENT + "/30000", PEER + "/42000", "a call").datagram(CLIENT + "/30001", PEER + "/41000", "a game");
        return of("TRACK_SKYPE", trace, Map.of(33_033, 0, 42_000, 0));
    }

    static MadeConversations web() throws IOException {
        return of("TRACK_WEB", new MadeTrace()
            .talk(CLIENT + "/40000", SERVER + "/80", "GET / HTTP/1.0\r\n\r\n", "HTTP/1.0 200 OK")
            .talk(CLIENT_6 + "/40001", SERVER_6 + "/443", "x", "y").open(CLIENT + "/40002", SERVER + "/80")
            .talk(CLIENT + "/40003", SERVER + "/8080", "GET / HTTP/1.0\r\n\r\n", "HTTP/1.0 200 OK")
            .datagram(CLIENT + "/40004", SERVER + "/443", "x"), Map.of(40_000, HANDSHAKE, 40_001, HANDSHAKE));
    }

    static MadeConversations mapi() throws IOException {
        return of("TRACK_MAPI", new MadeTrace().talk(CLIENT + "/40000", SERVER + "/2233", "x", "y")
            .talk(CLIENT + "/40001", SERVER + "/2234", "x", "y"), Map.of(2233, HANDSHAKE));
    }

    static MadeConversations gridFtp() throws IOException {
        return of("TRACK_GRID_FTP", new MadeTrace().talk(CLIENT + "/40000", SERVER + "/20499", "too", "early")
            .open(CLIENT + "/40001", SERVER + "/2811").say(SERVER + "/2811", CLIENT + "/40001", "220 ready\r\n")
            .talk(CLIENT + "/40002", SERVER + "/20500", "data", "x").talk(SERVER + "/40003", CLIENT + "/25000", "data", "x")
            .talk(CLIENT + "/40004", SERVER + "/25001", "another port", "x")
            .talk(CLIENT + "/40005", PEER + "/20501", "another host", "x"), Map.of(2811, HANDSHAKE, 20_500, 0, 25_000, 0));
    }
}
