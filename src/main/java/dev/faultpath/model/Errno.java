package dev.faultpath.model;

/** Return codes of the fault path: zero for success, else the negated Linux error number. */
public final class Errno {
    /** Write wanted in a VMA without write permission. */
    public static final int EPERM = -1;
    /** No such VMA. */
    public static final int ENOENT = -2;
    /** A fatal signal is pending. */
    public static final int EINTR = -4;
    /** Try again: a non-blockable invalidation met a lock that was held. */
    public static final int EAGAIN = -11;
    /** No memory for the page or the table. */
    public static final int ENOMEM = -12;
    /** The range cannot be made accessible. */
    public static final int EFAULT = -14;
    /** The notifier sequence moved, or the thing is in use: start over. */
    public static final int EBUSY = -16;
    /** No such device: it was unplugged. */
    public static final int ENODEV = -19;
    public static final int EINVAL = -22;
    /** The operation is not supported for this memory. */
    public static final int EOPNOTSUPP = -95;

    private Errno() {
    }

    /** The symbol of a return code as a kernel engineer writes it: {@code 0}, {@code -EFAULT}; the number if unknown. */
    public static String name(int rc) {
        return switch (rc) {
            case 0 -> "0";
            case EPERM -> "-EPERM";
            case ENOENT -> "-ENOENT";
            case EINTR -> "-EINTR";
            case EAGAIN -> "-EAGAIN";
            case ENOMEM -> "-ENOMEM";
            case EFAULT -> "-EFAULT";
            case EBUSY -> "-EBUSY";
            case ENODEV -> "-ENODEV";
            case EINVAL -> "-EINVAL";
            case EOPNOTSUPP -> "-EOPNOTSUPP";
            default -> Integer.toString(rc);
        };
    }
}
