package io.github.djlqat.examples.cli;

import java.util.concurrent.Callable;

/** What a command does; whatever it throws becomes one line and exit status 1. */
interface CommandAction extends Callable<Integer> {

    /** Does the work. */
    void act() throws Exception;

    @Override
    default Integer call() throws Exception {
        act();
        return Main.OK;
    }
}
