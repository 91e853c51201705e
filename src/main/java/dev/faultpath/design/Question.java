package dev.faultpath.design;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the interface of a question's designs. Every class of its package that implements it is one: tests find them by this. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Question {
    /** The question, such as {@code Q3}; it may have several interfaces. */
    String value();
}
