package dev.faultpath.forks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Takes turns as a fork does whose profiler is {@link TurnProfiler}. */
final class FakeTurns {
    private FakeTurns() {
    }

    /**
     * @param name  what is noted of each turn, with its number behind it
     * @param turns how many are asked for; the fork is gone after them
     * @param ran   takes the notes
     */
    static void take(String name, int port, int turns, List<String> ran) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(Turns.SECRET.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < turns; i++) {
                socket.getOutputStream().write(TurnProfiler.READY);
                if (socket.getInputStream().read() != TurnProfiler.GO) {
                    ran.add("no turn");
                    return;
                }
                ran.add(name + i);
                socket.getOutputStream().write(TurnProfiler.DONE);
            }
        } catch (IOException e) {
            ran.add(e.toString());
        }
    }
}
