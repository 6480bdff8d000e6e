package org.mapi.run.host;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;

/** Whoever types address and port only is led to the page of the flows; the login comes there. */
@Component(service = Servlet.class, property = "osgi.http.whiteboard.servlet.pattern=")
public final class FrontDoor extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String PAGE = "/system/console/mapi-flows";

    /** Made by Declarative Services. */
    public FrontDoor() { }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendRedirect(PAGE);
    }
}
