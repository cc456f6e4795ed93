"""A keyword reply with wechatpy and Flask, as wechatpy's own example writes it.

gunicorn -w 2 tests.bench.rivals.flask_shop:app
"""

from flask import Flask, abort, request
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException
from wechatpy.utils import check_signature

from tests.bench.rivals.answers import ANSWER, KEYWORD
from tests.wechat import CREDENTIALS

app = Flask(__name__)
crypto = WeChatCrypto(CREDENTIALS.token, CREDENTIALS.aes_key, CREDENTIALS.app_id)


@app.post("/wechat")
def receive():
    """Check, decrypt, answer."""
    timestamp, nonce = request.args["timestamp"], request.args["nonce"]
    try:
        check_signature(CREDENTIALS.token, request.args["signature"], timestamp, nonce)
        signature = request.args["msg_signature"]
        xml = crypto.decrypt_message(request.data, signature, timestamp, nonce)
    except (InvalidSignatureException, InvalidAppIdException):
        abort(403)
    message = parse_message(xml)
    if message.type != "text" or KEYWORD not in message.content:
        return "success"
    return crypto.encrypt_message(create_reply(ANSWER, message).render(), nonce, timestamp)
