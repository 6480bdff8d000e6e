package org.mapi.mos.samples.accounting;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mapi.mos.FlowEndpoints;
import org.mapi.mos.Side;

/** The accounts of all users, on all workers. */
final class Accounts {
    /** Who did not fit any more, as a name. */
    static final String OTHERS = "others";

    private static final String FORMAT = "%-40s %11s %15s %15s %13s %13s %13s %13s %9s%n";

    /** A user on one worker: its account has one writer. */
    private record Place(Object worker, UserAddress user) { }

    private final Map<Place, Account> accounts = new ConcurrentHashMap<>();
    private final Map<Object, Account> others = new ConcurrentHashMap<>();
    private final List<UserNetwork> networks;
    private final int most;

    /**
     * Empty accounts.
     *
     * @param networks whose hosts are users; empty: whoever opens a connection is one
     * @param most     most users per worker; further ones share an account
     */
    Accounts(List<UserNetwork> networks, int most) {
        this.networks = networks;
        this.most = most;
    }

    /** The side of a flow that is the user; BOTH if neither is. */
    Side user(FlowEndpoints ends) {
        if (networks.isEmpty() || isUser(UserAddress.of(ends, Side.CLIENT))) {
            return Side.CLIENT;
        }
        return isUser(UserAddress.of(ends, Side.SERVER)) ? Side.SERVER : Side.BOTH;
    }

    private boolean isUser(UserAddress address) {
        for (UserNetwork network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** A user's account on a worker. */
    Account of(Object worker, UserAddress user) {
        final Place place = new Place(worker, user);
        final Account account = accounts.get(place);
        if (account != null) {
            return account;
        }
        return accounts.size() >= most ? others.computeIfAbsent(worker, none -> new Account())
            : accounts.computeIfAbsent(place, none -> new Account());
    }

    /** Every user's counters, those with most bytes first. */
    List<Map<String, Object>> view() {
        final Map<String, Account> sums = new HashMap<>();
        accounts.forEach((place, account) -> sums.merge(place.user().text(), account, Account::plus));
        others.values().forEach(account -> sums.merge(OTHERS, account, Account::plus));
        final List<Map<String, Object>> view = new ArrayList<>();
        sums.entrySet().stream().sorted(Comparator.comparing((Map.Entry<String, Account> entry) -> -entry.getValue().sent
            - entry.getValue().received).thenComparing(Map.Entry::getKey))
            .forEach(entry -> view.add(entry.getValue().view(entry.getKey())));
        return view;
    }

    String json() {
        try {
            return JSON.std.asString(view());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    String text() {
        final StringBuilder text = new StringBuilder(String.format(Locale.ROOT, FORMAT, "User", "Connections", "Sent", "Received",
            "Datagrams", "Retransmitted", "Hidden", "Unverified", "Probes"));
        for (Map<String, Object> user : view()) {
            text.append(String.format(Locale.ROOT, FORMAT, user.values().toArray()));
        }
        return text.toString();
    }
}
