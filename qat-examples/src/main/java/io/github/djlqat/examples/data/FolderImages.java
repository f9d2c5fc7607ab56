package io.github.djlqat.examples.data;

import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Image files, decoded when read, as ImageNet is usually evaluated: the short side is resized to
 * 8/7 of the target's (256 for 224), then the centre is cropped.
 */
final class FolderImages implements ImageSource {

    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "bmp", "gif");

    private final List<Entry> entries;
    private final ImageShape shape;

    /**
     * One file.
     *
     * @param path where it is
     * @param label its class
     */
    record Entry(Path path, int label) {}

    FolderImages(List<Entry> entries, ImageShape shape) {
        this.entries = List.copyOf(entries);
        this.shape = shape;
    }

    static boolean isImage(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && Files.isRegularFile(path)
                && EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public int label(int index) {
        return entries.get(index).label();
    }

    @Override
    public void read(int index, byte[] target, int offset) throws IOException {
        BufferedImage image = crop(decode(entries.get(index).path()));
        int at = offset;
        int[] row = new int[shape.width()];
        for (int y = 0; y < shape.height(); y++) {
            image.getRGB(0, y, shape.width(), 1, row, 0, shape.width());
            for (int rgb : row) {
                target[at++] = (byte) (rgb >> 16);
                target[at++] = (byte) (rgb >> 8);
                target[at++] = (byte) rgb;
            }
        }
    }

    private static BufferedImage decode(Path path) throws IOException {
        Image image;
        try {
            image = ImageFactory.getInstance().fromFile(path);
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    path
                            + ": expected an image, found that it cannot be decoded: "
                            + e.getMessage(),
                    e);
        }
        if (image.getWrappedImage() instanceof BufferedImage buffered) {
            return buffered;
        }
        throw new IOException(
                path
                        + ": expected DJL's image factory to give a BufferedImage, found "
                        + image.getWrappedImage().getClass().getName());
    }

    private BufferedImage crop(BufferedImage image) {
        int w = shape.width();
        int h = shape.height();
        double scale = Math.max(w * 8.0 / 7 / image.getWidth(), h * 8.0 / 7 / image.getHeight());
        int scaledWidth = Math.max(w, (int) Math.round(image.getWidth() * scale));
        int scaledHeight = Math.max(h, (int) Math.round(image.getHeight() * scale));
        BufferedImage scaled = resize(image, scaledWidth, scaledHeight);
        return scaled.getSubimage((scaledWidth - w) / 2, (scaledHeight - h) / 2, w, h);
    }

    /** Bilinear, in halves first where the image shrinks, so that no pixel is left out. */
    private static BufferedImage resize(BufferedImage image, int width, int height) {
        BufferedImage source = image;
        do {
            int w = Math.max(width, Math.min(source.getWidth(), (source.getWidth() + 1) / 2));
            int h = Math.max(height, Math.min(source.getHeight(), (source.getHeight() + 1) / 2));
            BufferedImage target = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = target.createGraphics();
            graphics.setRenderingHint(
                    RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(source, 0, 0, w, h, null);
            graphics.dispose();
            source = target;
        } while (source.getWidth() != width || source.getHeight() != height);
        return source;
    }
}
