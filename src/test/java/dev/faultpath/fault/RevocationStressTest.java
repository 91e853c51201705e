package dev.faultpath.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.revalidate.Means;
import dev.faultpath.design.revalidate.RevalidationDesigns;
import dev.faultpath.design.revalidate.StaleEvent;
import dev.faultpath.model.Device;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walkers, a revoker, an unplugger and a mover on one client. Two invariants are looked at under the
 * driver's lock, after every commit and after every revocation: memory whose revocation has returned is not mapped, and the device
 * sees no page but the one that the CPU's table has at that address.
 *
 * <p>The bounds are in work: so many revocations, each with requests of every walker before and after it, and whoever disturbs the
 * walkers waits for requests of theirs in between, so that none is starved, however slow the machine. What remembers a right after it
 * was taken is met by those requests for certain. The time limit is there to end a deadlock.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class RevocationStressTest {
    private static final int ROUNDS = 60;
    private static final int WALKERS = 2;
    /** Moves between two waits of the mover for the walkers. */
    private static final int MOVES = 16;
    /** After this a thread that was told to end is taken for stuck, milliseconds; far above what a loaded machine makes of it. */
    private static final int STUCK = 300_000;
    /** Pages of the peer whose right is withdrawn and granted again. */
    private static final int REVOKED_FROM = 0;
    private static final int REVOKED_TO = 16;
    /** Pages that are moved between system and the client's own memory. */
    private static final int MOVED_TO = 32;
    /** Pages that go to a device which is then unplugged. */
    private static final int UNPLUGGED_TO = 40;

    @ParameterizedTest
    @MethodSource("dev.faultpath.design.revalidate.RevalidationDesigns#all")
    void memoryThatWasTakenIsNeverMapped(String design) throws Exception {
        Run run = new Run(design);
        String violation = run.go();
        if (RevalidationDesigns.brokenByARace(design)) {
            return; // bounded work meets a window of a few instructions by chance; the schedules and jcstress meet it for certain
        }
        if (run.world.design.covers(StaleEvent.ACCESS_WITHDRAWN) == Means.NOTHING) {
            assertThat(violation).as("what a design without revalidation must show").isNotNull();
        } else {
            assertThat(violation).isNull();
        }
    }

    private static final class Run {
        private final PeerWorld world;
        /** Pagemaps whose revocation has returned and that were not granted again. */
        private final Set<Pagemap> taken = ConcurrentHashMap.newKeySet();
        private final AtomicReference<String> violation = new AtomicReference<>();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final List<Thread> threads = new ArrayList<>();
        private final long[] attempts = new long[WALKERS * 16];
        private volatile boolean over;

        Run(String design) {
            world = new PeerWorld(design);
        }

        /** The first violation, or null. */
        String go() throws Exception {
            world.placeDevice(world.peerPagemap, REVOKED_FROM, REVOKED_TO);
            world.placeSystem(REVOKED_TO, UNPLUGGED_TO);
            for (int i = 0; i < WALKERS; i++) {
                int walker = i;
                start("walker " + i, () -> walk(walker));
            }
            start("unplugger", this::unplug);
            start("mover", this::move);
            try {
                revoke();
            } finally {
                over = true;
            }
            for (Thread thread : threads) {
                thread.join(STUCK);
                assertThat(thread.isAlive()).as("%s still runs: %s", thread.getName(), List.of(thread.getStackTrace())).isFalse();
            }
            if (failure.get() != null) {
                throw new AssertionError(failure.get());
            }
            check("at the end");
            return violation.get();
        }

        private interface Work {
            void run() throws Exception;
        }

        private void start(String name, Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                    over = true;
                }
            }, name);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }

        private boolean goesOn() {
            return !over && violation.get() == null;
        }

        private void check(String when) {
            int wrong = world.firstWrong(0, UNPLUGGED_TO, pfn -> {
                Pagemap pagemap = world.memory.pagemapOf(pfn);
                return pagemap != null && (taken.contains(pagemap) || pagemap.dead());
            });
            if (wrong >= 0) {
                violation.compareAndSet(null, "page " + wrong + " " + when);
            }
        }

        private void walk(int number) {
            Random random = new Random(number);
            SvmFault walker = new SvmFault(world.mm, world.client, world.design, FaultShape.RECORD_REWALK) {
                @Override
                void at(Step step) {
                    if (step == Step.COMMITTED) {
                        check("after a commit");
                    }
                }
            };
            HmmRange revoked = world.request(REVOKED_FROM, REVOKED_TO, 0);
            while (goesOn()) {
                fault(walker, revoked);
                int from = REVOKED_TO + random.nextInt(UNPLUGGED_TO - REVOKED_TO);
                int to = from + 1 + random.nextInt(UNPLUGGED_TO - from);
                fault(walker, world.request(from, to, random.nextBoolean() ? HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE : 0));
                synchronized (attempts) {
                    attempts[number * 16]++;
                    attempts.notifyAll();
                }
            }
        }

        private void fault(SvmFault walker, HmmRange range) {
            int rc;
            do {
                rc = walker.fault(range, 0);
            } while (rc == Errno.EBUSY && goesOn());
            assertThat(rc).satisfiesAnyOf(r -> assertThat(r).isZero(), r -> assertThat(goesOn()).isFalse());
        }

        /** Waits until every walker has finished two rounds that began after this call or one that did for certain. */
        private void awaitWalkers() throws InterruptedException {
            synchronized (attempts) {
                for (int i = 0; i < WALKERS; i++) {
                    long until = attempts[i * 16] + 2;
                    while (attempts[i * 16] < until && goesOn()) {
                        attempts.wait(100);
                    }
                }
            }
        }

        private void revoke() throws InterruptedException {
            for (int round = 0; round < ROUNDS && goesOn(); round++) {
                world.revocation.grant(world.revocable, world.peerPagemap);
                awaitWalkers();
                takeAway(round);
                taken.add(world.peerPagemap);
                check("when the revocation returned");
                awaitWalkers();
                check("after later requests");
                taken.remove(world.peerPagemap);
                giveBack(round);
            }
        }

        private void takeAway(int round) throws InterruptedException {
            if (round % 2 == 0) {
                world.revocation.revoke(world.revocable, world.peerPagemap);
            } else {
                world.revocation.linkDown(world.revocable, world.peer);
            }
        }

        private void giveBack(int round) throws InterruptedException {
            if (round % 2 != 0) {
                world.revocation.linkUp(world.revocable, world.peer);
            }
        }

        /** A device comes, takes over pages that walkers use, and is unplugged; the next one stands at its address. */
        private void unplug() throws InterruptedException {
            for (int round = 0; goesOn(); round++) {
                Device device = world.memory.newDevice("hot" + round, 0x50);
                Pagemap pagemap = world.memory.newPagemap(device, Pagemap.Type.PRIVATE, world.memory.newOwner("hot" + round), 16);
                // Every second one is a stranger: what was granted at its address before is none of its business.
                if (round % 2 == 0) {
                    world.revocation.grant(world.revocable, pagemap);
                } else {
                    taken.add(pagemap);
                }
                for (int page = MOVED_TO; page < UNPLUGGED_TO; page++) {
                    world.mover.toDevice(PeerWorld.addr(page), pagemap);
                }
                if (round % 4 < 2) {
                    awaitWalkers();
                }
                assertThat(world.revocation.unplug(device)).isZero();
                check("when the unplug returned");
                awaitWalkers();
                if (round == 200) {
                    return; // owner ids are a small field of an entry
                }
            }
        }

        private void move() throws InterruptedException {
            Random random = new Random(99);
            while (goesOn()) {
                for (int i = 0; i < MOVES; i++) {
                    long addr = PeerWorld.addr(REVOKED_TO + random.nextInt(MOVED_TO - REVOKED_TO));
                    if (world.mover.toDevice(addr, world.ownPagemap) != 0) {
                        world.mover.toSystem(addr);
                    }
                    Thread.yield();
                }
                awaitWalkers();
            }
        }
    }
}
