package org.mapi.run.host;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

class ConsoleLoginTest {

    @TempDir
    private Path directory;
    private final List<String> answer = new ArrayList<>();
    private final StringWriter body = new StringWriter();
    private ConsoleLogin login;

    @BeforeEach
    void setPassword() throws Exception {
        new PasswordFile(directory).write(new PasswordFile.Login("admin",
                PasswordHash.of("secret".toCharArray(), new SecureRandom())));
        login = new ConsoleLogin(proxy(BundleContext.class, (self, method, arguments) -> directory.toString()));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Object ask(String path, String credentials) {
        HttpServletRequest request = proxy(HttpServletRequest.class, (self, method, arguments) -> switch (method.getName()) {
            case "getRequestURI" -> path;
            case "getHeader" -> credentials == null ? null
                    : "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
            default -> null;
        });
        HttpServletResponse response = proxy(HttpServletResponse.class, (self, method, arguments) -> {
            if (method.getName().equals("getWriter")) {
                return new PrintWriter(body, true);
            }
            if (arguments != null) {
                answer.add(method.getName() + " " + arguments[0]);
            }
            return method.getReturnType() == boolean.class ? false : null;
        });
        return login.authenticate(request, response);
    }

    @Test
    void shouldLetInWhoKnowsThePassword() {
        assertThat(ask("/system/console/mapi-flows.json", "admin:secret")).isEqualTo("admin");
        assertThat(answer).isEmpty();
    }

    @Test
    void shouldAskABrowserForThePassword() {
        assertThat(ask("/system/console/mapi-flows", null)).isNull();
        assertThat(answer).containsExactly("setHeader WWW-Authenticate", "sendError 401");
        assertThat(body.toString()).isEmpty();
    }

    @Test
    void shouldAnswerAProgramThatAsksForJsonByJson() {
        assertThat(ask("/system/console/mapi-flows.json", "admin:wrong")).isNull();
        assertThat(answer).contains("setHeader WWW-Authenticate", "setStatus 401", "setContentType application/json");
        assertThat(body).hasToString("{\"error\":\"UNAUTHORIZED\",\"number\":null,\"message\":\"wrong user or password\"}");
        body.getBuffer().setLength(0);
        assertThat(ask("/system/console/mapi-flows.json", null)).isNull();
        assertThat(body.toString()).contains("\"message\":\"no user and password given\"");
    }
}
