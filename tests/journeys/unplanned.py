"""Two questionnaires that have nothing in common with the study, for test_unplanned_survey.py."""

GARDEN = """
code: garden-27
title: {en: Gardens, fr: Jardins, de: Gärten}
languages: [en, fr, de]
introduction: {en: On your garden., fr: Sur votre jardin., de: Über Ihren Garten.}
live_by_school: true
schools:
  - {code: park, name: School in the park}
  - {code: hill, name: School on the hill, country: DE}
groupings:
  - code: ground
    label: {en: Ground, fr: Sol, de: Boden}
    from: soil
    groups:
      - {code: light, label: {en: Light, fr: Léger, de: Leicht}, choices: [sand, loess]}
      - {code: heavy, label: {en: Heavy, fr: Lourd, de: Schwer}, choices: [clay]}
      - {code: wet, label: {en: Wet, fr: Humide, de: Nass}, choices: [peat]}
sections:
  - code: place
    title: {en: The place, fr: Le lieu, de: Der Ort}
    questions:
      - code: soil
        type: single
        required: true
        text: {en: What soil?, fr: Quel sol ?, de: Welcher Boden?}
        choices:
          - {code: sand, label: {en: Sand, fr: Sable, de: Sand}}
          - {code: loess, label: {en: Loess, fr: Lœss, de: Löss}}
          - {code: clay, label: {en: Clay, fr: Argile, de: Lehm}}
          - {code: peat, label: {en: Peat, fr: Tourbe, de: Torf}}
      - code: grows
        type: yes_no
        prefer_not: true
        text: {en: Does it grow?, fr: Est-ce que ça pousse ?, de: Wächst es?}
  - code: care
    title: {en: Care, fr: Soins, de: Pflege}
    questions:
      - code: beds
        type: number
        min: 0
        max: 12
        integer: true
        shown_if: {not: {grows: no}}
        text: {en: How many beds?, fr: Combien de planches ?, de: Wie viele Beete?}
      - code: tools
        type: multiple
        at_most: 2
        shown_if: {all: [{grows: yes}, {any: [{soil: [sand, loess]}, {soil: clay}]}]}
        text: {en: Which tools?, fr: Quels outils ?, de: Welche Werkzeuge?}
        choices:
          - {code: hoe, label: {en: A hoe, fr: Une houe, de: Eine Hacke}}
          - {code: fork, label: {en: A fork, fr: Une fourche, de: Eine Gabel}}
          - {code: other, label: {en: Another, fr: Un autre, de: Ein anderes}, other: true}
          - {code: none, label: {en: None, fr: Aucun, de: Keines}, exclusive: true}
      - code: joy
        type: scale
        required: true
        text: {en: How much joy?, fr: Combien de joie ?, de: Wie viel Freude?}
        choices:
          - {code: "1", label: {en: Little, fr: Peu, de: Wenig}}
          - {code: "2", label: {en: Some, fr: Assez, de: Etwas}}
          - {code: "3", label: {en: Much, fr: Beaucoup, de: Viel}}
      - code: wish
        type: text
        text: {en: A wish?, fr: Un souhait ?, de: Ein Wunsch?}
"""

# One school of the garden's takes part here too; one grouping, or none.
MARKET = """
code: market
title: {de: Der Markt}
languages: [de]
schools:
  - {code: park, name: School in the park}
GROUPINGSsections:
  - code: s
    title: {de: Einkauf}
    questions:
      - code: day
        type: yes_no
        required: true
        text: {de: Am Samstag?}
      - code: fruit
        type: single
        text: {de: Welches Obst?}
        choices:
          - {code: apple, label: {de: Apfel}}
          - {code: pear, label: {de: Birne}}
"""
NO_GROUPING = MARKET.replace("GROUPINGS", "")
ONE_GROUPING = MARKET.replace("GROUPINGS", "groupings: [{code: day, label: {de: Tag}, from: day}]\n")
