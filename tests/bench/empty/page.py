import streamlit as st

st.header("Empty")
