package org.mapi.run.host;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Login of the web console: HTTP basic authentication against the password file of the run directory (framework property
 * {@code mapi.run.dir}). The launcher makes the console wait for this provider, so that there is no moment with a default
 * password.
 */
@Component(service = SecurityProvider.class, property = SecurityProvider.PROPERTY_ID + "=" + ConsoleLogin.ID)
public final class ConsoleLogin implements SecurityProvider {

    /** The provider's id, as in the framework property {@code felix.webconsole.security.providers}. */
    public static final String ID = "org.mapi.run.host.login";

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleLogin.class);

    private final BasicLogin login;

    /**
     * Called by the component runtime.
     *
     * @param context gives the framework property {@code mapi.run.dir}
     */
    @Activate
    public ConsoleLogin(BundleContext context) {
        this.login = new BasicLogin(new PasswordFile(Path.of(context.getProperty("mapi.run.dir"))));
    }

    @Override
    public Object authenticate(HttpServletRequest request, HttpServletResponse response) {
        try {
            BasicLogin.Answer answer = login.check(request.getHeader("Authorization"));
            if (answer.outcome() == BasicLogin.Outcome.ACCEPTED) {
                return answer.user();
            }
            if (answer.outcome() == BasicLogin.Outcome.REFUSED) {
                LOG.warn("login to the web console refused: client {}", request.getRemoteAddr());
            }
            refuse(request, response, answer.outcome());
        } catch (IOException e) {
            LOG.error("login to the web console not possible: {}", e.getMessage());
            fail(response);
        }
        return null;
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, BasicLogin.Outcome outcome)
            throws IOException {
        if (outcome == BasicLogin.Outcome.BUSY) {
            response.setHeader("Retry-After", "1");
            answer(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "BUSY", "too many logins at once");
        } else {
            response.setHeader("WWW-Authenticate", "Basic realm=\"MAPI\", charset=\"UTF-8\"");
            answer(request, response, HttpServletResponse.SC_UNAUTHORIZED, "UNAUTHORIZED",
                    outcome == BasicLogin.Outcome.MISSING ? "no user and password given" : "wrong user or password");
        }
    }

    /** Programs that ask for JSON get their errors in the form of all others. */
    private static void answer(HttpServletRequest request, HttpServletResponse response, int status, String error, String message)
            throws IOException {
        String path = request.getRequestURI();
        if (path == null || !path.endsWith(".json")) {
            response.sendError(status, message);
            return;
        }
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write("{\"error\":\"" + error + "\",\"number\":null,\"message\":\"" + message + "\"}");
        response.flushBuffer();
    }

    private static void fail(HttpServletResponse response) {
        if (!response.isCommitted()) {
            response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
    }

    @Override
    public boolean authorize(Object user, String role) {
        return user != null;
    }

    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response) {
        // A browser forgets basic credentials only when it is told that they are wrong.
        try {
            refuse(request, response, BasicLogin.Outcome.MISSING);
        } catch (IOException e) {
            LOG.debug("client left before the answer to its logout", e);
        }
    }
}
