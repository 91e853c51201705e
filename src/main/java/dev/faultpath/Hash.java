package dev.faultpath;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what was added, to its first 16 hex digits: enough to tell builds apart. */
public final class Hash {
    private final MessageDigest digest;

    /** Of nothing yet. */
    public Hash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public Hash add(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    public Hash add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** To be asked once. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    }
}
