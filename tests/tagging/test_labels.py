from tagging.labels import sources_of


def test_a_name_of_another_catalogue_borrows_our_words():
    assert sources_of("服务") == ("服务态度", "售后保修")
    assert sources_of("价格") == ("价格",)
