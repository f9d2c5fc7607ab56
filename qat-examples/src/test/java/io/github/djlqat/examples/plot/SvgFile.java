package io.github.djlqat.examples.plot;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** An SVG as an XML parser reads it. */
public final class SvgFile {

    private final Document document;

    /** Parses; fails where the text is not well-formed. */
    public SvgFile(String svg) throws Exception {
        document =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)));
    }

    /** Returns all elements of a name, in their order. */
    public List<Element> elements(String name) {
        NodeList nodes = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** Returns the content of all elements of a name. */
    public List<String> texts(String name) {
        return elements(name).stream().map(Element::getTextContent).toList();
    }
}
