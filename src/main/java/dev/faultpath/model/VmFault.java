package dev.faultpath.model;

/** Flags that go into a CPU fault and bits that come out of it; the names are the kernel's. */
public final class VmFault {
    /** Into a fault: the access is a write. */
    public static final int FLAG_WRITE = 1;
    /** Into a fault: it is taken for another process's address space. */
    public static final int FLAG_REMOTE = 1 << 1;
    /** Into a fault: it may drop the mmap lock and return {@link #RETRY}. */
    public static final int FLAG_ALLOW_RETRY = 1 << 2;
    /** Into a fault: a fatal signal may end it. */
    public static final int FLAG_KILLABLE = 1 << 3;

    /** Out of a fault: no memory. */
    public static final int OOM = 1;
    /** Out of a fault: nothing there to access. */
    public static final int SIGBUS = 1 << 1;
    /** Out of a fault: the page is poisoned. */
    public static final int HWPOISON = 1 << 2;
    /** Out of a fault: the VMA forbids it. */
    public static final int SIGSEGV = 1 << 3;
    /** Out of a fault: the mmap lock was dropped; start over. Not an error. */
    public static final int RETRY = 1 << 4;
    public static final int ERROR = OOM | SIGBUS | HWPOISON | SIGSEGV;

    private VmFault() {
    }

    /**
     * The kernel's {@code vm_fault_to_errno}, called as {@code hmm_range_fault} calls it, without the flag that lets a poisoned
     * page have an error of its own: 0 if there is no error in {@code result}.
     */
    public static int toErrno(int result) {
        if ((result & OOM) != 0) {
            return Errno.ENOMEM;
        }
        return (result & ERROR) != 0 ? Errno.EFAULT : 0;
    }
}
