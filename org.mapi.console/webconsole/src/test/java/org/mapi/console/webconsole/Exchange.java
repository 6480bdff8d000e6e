package org.mapi.console.webconsole;

import com.fasterxml.jackson.jr.ob.JSON;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One request to a page and its answer, without a server. */
final class Exchange {
    private final Map<String, String> headers = new HashMap<>();
    private final StringWriter body = new StringWriter();
    private final PrintWriter writer = new PrintWriter(body);
    private int status = 200;
    private String contentType;

    private Exchange() { }

    /** Gets a path; parameters are names and values by turns. */
    static Exchange get(MapiPage page, String path, String... parameters) throws Exception {
        final Exchange exchange = new Exchange();
        final Map<String, String> given = new HashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            given.put(parameters[i], parameters[i + 1]);
        }
        final HttpServletRequest request = proxy(HttpServletRequest.class, (self, method, arguments) ->
            switch (method.getName()) {
                case "getPathInfo" -> path;
                case "getParameter" -> given.get((String) arguments[0]);
                default -> throw new UnsupportedOperationException(method.toString());
            });
        page.doGet(request, proxy(HttpServletResponse.class, exchange::answer));
        exchange.writer.flush();
        return exchange;
    }

    private Object answer(Object self, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "setHeader", "addHeader" -> headers.merge((String) arguments[0], (String) arguments[1], (a, b) -> a + ", " + b);
            case "setDateHeader" -> headers.put((String) arguments[0], String.valueOf(arguments[1]));
            case "setStatus" -> status = (Integer) arguments[0];
            case "setContentType" -> contentType = (String) arguments[0];
            case "setCharacterEncoding" -> contentType += ";charset=" + arguments[0];
            case "getWriter" -> {
                return writer;
            }
            default -> throw new UnsupportedOperationException(method.toString());
        }
        return null;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Exchange.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    int status() {
        return status;
    }

    String header(String name) {
        return headers.get(name);
    }

    String contentType() {
        return contentType;
    }

    String body() {
        return body.toString();
    }

    Map<String, Object> object() throws IOException {
        return JSON.std.mapFrom(body.toString());
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> list() throws IOException {
        return (List<Map<String, Object>>) (List<?>) JSON.std.listFrom(body.toString());
    }
}
