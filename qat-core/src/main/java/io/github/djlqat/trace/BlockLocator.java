package io.github.djlqat.trace;

import ai.djl.nn.AbstractBaseBlock;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * Says which block is running, from the call stack.
 *
 * <p>The stack holds the classes of the blocks, from the root down, but not the instances. An
 * operation that reads a parameter tells its block exactly; any other is placed at the nearest
 * block whose chain of classes fits, in the order in which blocks run. A block is left for the next
 * one of its kind when its code does not move forward. This serves names and messages only: where
 * it is off by a sibling, the graph is the same.
 */
final class BlockLocator {

    private static final StackWalker WALKER =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final BlockTree tree;
    private int position;
    private List<Frame> inner = List.of();

    /** A method on the stack and where it stands. */
    private record Frame(Class<?> owner, String method, int bytecode) {
        boolean sameMethod(Frame o) {
            return owner == o.owner && method.equals(o.method);
        }
    }

    /**
     * What the stack says.
     *
     * @param chain classes of the running blocks, root first
     * @param inner the frames from the innermost block on, outermost first
     */
    private record Stack(List<Class<?>> chain, List<Frame> inner) {}

    BlockLocator(BlockTree tree) {
        this.tree = tree;
    }

    /** Returns the entry of the block that is running and moves there. */
    int locate() {
        Stack stack = stack();
        int found = find(stack);
        boolean own = tree.isAncestorOrSelf(found, position) && found != position;
        if (own && !(tree.entries().get(found).block() instanceof ParallelBlock)) {
            // Code between two children: the children before stay done.
            inner = List.of();
        } else {
            position = found;
            inner = stack.inner();
        }
        return found;
    }

    /** Moves to a block that is known to be running. */
    void moveTo(int entry) {
        position = entry;
        inner = stack().inner();
    }

    private int find(Stack stack) {
        for (int length = stack.chain().size(); length > 1; length--) {
            List<Class<?>> chain = stack.chain().subList(0, length);
            if (fits(position, chain) && isSameRun(stack.inner())) {
                return position;
            }
            int depth = length - 1;
            int ancestor = position;
            while (ancestor >= 0 && tree.entries().get(ancestor).depth() > depth) {
                ancestor = tree.entries().get(ancestor).parent();
            }
            if (ancestor >= 0 && ancestor != position && fits(ancestor, chain)) {
                return ancestor;
            }
            // A parallel block's own code runs after its children.
            boolean done = tree.entries().get(position).block() instanceof ParallelBlock;
            int next = first(done ? tree.end(position) : position + 1, chain);
            if (next < 0) {
                next = first(0, chain);
            }
            if (next >= 0) {
                return next;
            }
        }
        return 0;
    }

    private int first(int from, List<Class<?>> chain) {
        for (int i = from; i < tree.entries().size(); i++) {
            boolean identity =
                    tree.entries().get(i).block() instanceof LambdaBlock l
                            && "identity".equals(l.getName());
            if (!identity && fits(i, chain)) {
                return i;
            }
        }
        return -1;
    }

    private boolean fits(int entry, List<Class<?>> chain) {
        int i = entry;
        if (tree.entries().get(i).depth() != chain.size() - 1) {
            return false;
        }
        for (int depth = chain.size() - 1; depth >= 0; depth--) {
            BlockTree.Entry e = tree.entries().get(i);
            if (!chain.get(depth).isAssignableFrom(e.block().getClass())) {
                return false;
            }
            i = e.parent();
        }
        return true;
    }

    /** Returns whether the code under the block has moved forward since the last operation. */
    private boolean isSameRun(List<Frame> now) {
        for (int i = 0; i < Math.min(now.size(), inner.size()); i++) {
            Frame a = inner.get(i);
            Frame b = now.get(i);
            if (!a.equals(b)) {
                return a.sameMethod(b) && b.bytecode() > a.bytecode();
            }
        }
        return false;
    }

    private static Stack stack() {
        List<StackWalker.StackFrame> frames =
                WALKER.walk(s -> s.takeWhile(f -> f.getDeclaringClass() != Tracer.class).toList());
        // What lies within the outermost proxy is the recording, not the block.
        int last = frames.size() - 1;
        while (last >= 0 && !Proxy.isProxyClass(frames.get(last).getDeclaringClass())) {
            last--;
        }
        frames = frames.subList(last + 1, frames.size());
        List<Class<?>> chain = new ArrayList<>();
        List<Frame> inner = new ArrayList<>();
        boolean entered = false;
        for (int i = frames.size() - 1; i >= 0; i--) {
            StackWalker.StackFrame f = frames.get(i);
            Class<?> owner = f.getDeclaringClass();
            boolean ofBlock = Block.class.isAssignableFrom(owner);
            if (ofBlock && f.getMethodName().equals("forward")) {
                entered = true;
                if (owner != Block.class && owner != AbstractBaseBlock.class) {
                    chain.add(owner);
                    inner.clear();
                    entered = false;
                }
            } else if (ofBlock && f.getMethodName().equals("forwardInternal") && entered) {
                chain.add(owner);
                inner.clear();
                entered = false;
            }
            inner.add(new Frame(owner, f.getMethodName(), f.getByteCodeIndex()));
        }
        return new Stack(chain, inner);
    }
}
