package org.mapi.memif;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.mapi.memif.internal.sys.LinuxSystemCalls;
import org.mapi.memif.internal.sys.SystemCalls;

/** Real system calls, some of which fail on request; keeps count of calls and of what is open. */
final class FailingSystemCalls {
    private static final Set<String> OPENING = Set.of("socket", "accept", "memfd", "eventfd", "epoll", "timer");
    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private final Set<Integer> open = new HashSet<>();
    private final SystemCalls proxy = (SystemCalls) Proxy.newProxyInstance(SystemCalls.class.getClassLoader(),
            new Class<?>[] {SystemCalls.class}, (self, method, arguments) -> call(method, arguments));

    SystemCalls calls() {
        return proxy;
    }

    /** Makes a call fail from now on; 0 lets it work again. */
    synchronized void fail(final String name, final int errno) {
        failures.put(name, errno);
    }

    synchronized int count(final String name) {
        return calls.getOrDefault(name, 0);
    }

    /** Descriptors that were opened and not closed. */
    synchronized Set<Integer> open() {
        return Set.copyOf(open);
    }

    private Object call(final Method method, final Object[] arguments) throws Throwable {
        final String name = method.getName();
        synchronized (this) {
            calls.merge(name, 1, Integer::sum);
            final int errno = failures.getOrDefault(name, 0);
            if (errno != 0) {
                return method.getReturnType() == long.class ? (Object) Long.valueOf(-errno) : (Object) Integer.valueOf(-errno);
            }
            if (name.equals("close")) {
                open.remove(arguments[0]);
            }
        }
        final Object result;
        try {
            result = method.invoke(LinuxSystemCalls.instance(), arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
        if (OPENING.contains(name) && (Integer) result >= 0) {
            synchronized (this) {
                open.add((Integer) result);
            }
        }
        return result;
    }
}
