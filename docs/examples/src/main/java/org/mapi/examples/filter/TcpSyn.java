package org.mapi.examples.filter;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;
import org.osgi.service.component.annotations.Component;

/**
 * A filter with an argument: lets through the packets that ask for a TCP connection (SYN without ACK), to one port or to any.
 *
 * <p>Each packet is judged by itself, so that flows with the same filter may share one instance ({@link Optimize#AUTO}) and a
 * device with several queues may have one each.
 */
@Component(service = Function.class)
@FunctionDefinition(library = "examples", function = "TCP_SYN", description = "Lets requests for TCP connections through",
    filters = true, resultMethod = ResultMethod.NONE, result = Void.class, optimize = Optimize.AUTO,
    queueing = Queueing.PER_QUEUE, arguments = "port:i=0:destination port, 0 for any")
public final class TcpSyn implements Function {
    private static final int HIGHEST_PORT = 65_535;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int port = arguments.integer(0);
        if (port < 0 || port > HIGHEST_PORT) {
            throw MapiException.argument(1, "port", port, "0 to " + HIGHEST_PORT);
        }
        return port == 0 ? TcpSyn::requestsConnection
            : packet -> requestsConnection(packet) && packet.destinationPort() == port;
    }

    // What is not TCP has no flags: they are 0 then.
    private static boolean requestsConnection(Packet packet) {
        return (packet.tcpFlags() & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.SYN;
    }
}
