package dev.payonce.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntConsumer;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SimpleVerifier;

/**
 * Walks the bytecode for the types of ours that are handed to a Jackson mapper or to a response, to be written, or whose class
 * is handed to a mapper, to be read. A method that merely passes its parameter on is looked through: its callers count.
 */
final class ReachingMappers {

    private static final Set<String> MAPPERS = Set.of(
            "com/fasterxml/jackson/databind/ObjectMapper",
            "com/fasterxml/jackson/databind/json/JsonMapper",
            "com/fasterxml/jackson/databind/ObjectReader",
            "com/fasterxml/jackson/databind/ObjectWriter");

    /** A method's parameter, from 0, that reaches a mapper. */
    private record Sink(String owner, String method, String descriptor, int parameter) {}

    /** A value of which is known besides its type in which local variable it was given, or of which type it is the class. */
    private static final class Known extends BasicValue {
        private final int local;
        private final Type classOf;

        Known(Type type, int local, Type classOf) {
            super(type);
            this.local = local;
            this.classOf = classOf;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Known known
                    && super.equals(other)
                    && local == known.local
                    && Objects.equals(classOf, known.classOf);
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    private final List<ClassNode> classes;
    private final Set<Sink> sinks = new HashSet<>();
    private final Set<Class<?>> types = new HashSet<>();

    ReachingMappers(Collection<String> names) {
        classes = names.stream().map(ReachingMappers::read).toList();
    }

    private static ClassNode read(String name) {
        try (InputStream bytes = ReachingMappers.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
            var node = new ClassNode();
            new ClassReader(bytes).accept(node, ClassReader.SKIP_DEBUG);
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Set<Class<?>> types() throws AnalyzerException {
        int before;
        do { // until no further method is found to pass its parameter on
            before = sinks.size();
            for (ClassNode type : classes) {
                for (MethodNode method : type.methods) {
                    walk(type, method);
                }
            }
        } while (sinks.size() > before);
        return types;
    }

    private void walk(ClassNode type, MethodNode method) throws AnalyzerException {
        Frame<BasicValue>[] frames = new Analyzer<>(new Types()).analyze(type.name, method);
        for (int i = 0; i < frames.length; i++) {
            Frame<BasicValue> frame = frames[i];
            AbstractInsnNode instruction = method.instructions.get(i);
            if (frame == null) {
                continue; // never reached
            }
            if (instruction instanceof MethodInsnNode call) {
                Type[] parameters = Type.getArgumentTypes(call.desc);
                reaching(
                        call.owner,
                        call.name,
                        call.desc,
                        parameter -> note(
                                type, method, frame.getStack(frame.getStackSize() - parameters.length + parameter)));
            } else if (instruction instanceof InvokeDynamicInsnNode lambda) {
                reference(lambda);
            }
        }
    }

    /** {@code Answers::write}: the type of what will be handed over is that of the function that it is made into. */
    private void reference(InvokeDynamicInsnNode lambda) {
        if (!lambda.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
            return;
        }
        Handle target = (Handle) lambda.bsmArgs[1];
        Type[] given = Type.getArgumentTypes(((Type) lambda.bsmArgs[2]).getDescriptor());
        int bound = Type.getArgumentTypes(target.getDesc()).length - given.length;
        reaching(target.getOwner(), target.getName(), target.getDesc(), parameter -> {
            if (parameter >= bound) {
                note(given[parameter - bound]);
            }
        });
    }

    private void reaching(String owner, String method, String descriptor, IntConsumer found) {
        Type[] parameters = Type.getArgumentTypes(descriptor);
        for (int i = 0; i < parameters.length; i++) {
            boolean anything = parameters[i].getDescriptor().equals("Ljava/lang/Object;");
            boolean itsClass = parameters[i].getDescriptor().equals("Ljava/lang/Class;");
            boolean mapper = MAPPERS.contains(owner) && (anything || itsClass);
            boolean response = owner.startsWith("jakarta/ws/rs/core/Response") && anything;
            if (mapper || response || sinks.contains(new Sink(owner, method, descriptor, i))) {
                found.accept(i);
            }
        }
    }

    private void note(ClassNode type, MethodNode method, BasicValue value) {
        if (value instanceof Known known && known.classOf != null) {
            note(known.classOf);
        } else if (value instanceof Known known) {
            note(known.getType());
            int parameter = parameter(method, known.local);
            if (parameter >= 0) {
                sinks.add(new Sink(type.name, method.name, method.desc, parameter));
            }
        } else if (value.isReference()) {
            note(value.getType());
        }
    }

    /** The parameter in a local variable, or -1 for the method's own object. */
    private static int parameter(MethodNode method, int local) {
        int at = (method.access & Opcodes.ACC_STATIC) == 0 ? 1 : 0;
        Type[] parameters = Type.getArgumentTypes(method.desc);
        for (int i = 0; i < parameters.length; i++) {
            if (at == local) {
                return i;
            }
            at += parameters[i].getSize();
        }
        return -1;
    }

    private void note(Type type) {
        if (type.getSort() == Type.OBJECT && type.getInternalName().startsWith("dev/payonce/")) {
            types.add(loaded(type));
        }
    }

    private static Class<?> loaded(Type type) {
        try {
            return Class.forName(type.getClassName(), false, ReachingMappers.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Types as the verifier knows them, and where a value comes from. */
    private static final class Types extends SimpleVerifier {

        Types() {
            super(Opcodes.ASM9, null, null, null, false);
            setClassLoader(ReachingMappers.class.getClassLoader());
        }

        @Override
        public BasicValue newParameterValue(boolean isInstanceMethod, int local, Type type) {
            BasicValue plain = super.newParameterValue(isInstanceMethod, local, type);
            return plain.isReference() ? new Known(type, local, null) : plain;
        }

        @Override
        public BasicValue newOperation(AbstractInsnNode instruction) throws AnalyzerException {
            BasicValue plain = super.newOperation(instruction);
            return instruction instanceof LdcInsnNode constant && constant.cst instanceof Type of
                    ? new Known(plain.getType(), -1, of)
                    : plain;
        }

        @Override
        public BasicValue merge(BasicValue one, BasicValue other) {
            if (one.equals(other)) {
                return one;
            }
            return super.merge(plain(one), plain(other));
        }

        private static BasicValue plain(BasicValue value) {
            return value instanceof Known ? new BasicValue(value.getType()) : value;
        }
    }
}
